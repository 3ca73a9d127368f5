package main

import (
	"crypto/ed25519"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	signing "github.com/seed-28a39f10/clew/store/sign"
	uipage "github.com/seed-28a39f10/clew/ui/page"
)

// signer signs for a login in the workbench, with the key that is enrolled for it when it
// signs. It is nil where there is no key on this machine.
func signer(db *store.DB, login string) (func(passphrase, message []byte) ([]byte, error), error) {
	dir, err := keysDir()
	if err != nil {
		return nil, err
	}
	if names, err := signing.List(dir); err != nil || len(names) == 0 {
		return nil, err
	}
	return func(passphrase, message []byte) ([]byte, error) {
		l, _ := db.Work().Login(login)
		name, err := keyNamed(dir, l.Key)
		if err != nil {
			return nil, err
		}
		k, err := signing.Load(dir, name, func() (string, error) { return string(passphrase), nil })
		if err != nil {
			return nil, err
		}
		return k.Sign(message), nil
	}, nil
}

// keyring gives the keys on this machine.
func keyring() (uipage.Keyring, error) {
	dir, err := keysDir()
	if err != nil {
		return uipage.Keyring{}, err
	}
	names, err := signing.List(dir)
	return uipage.Keyring{Names: names, Load: func(name string, passphrase []byte) (*signing.Key, error) {
		return signing.Load(dir, name, func() (string, error) { return string(passphrase), nil })
	}}, err
}

// keyNamed gives the name of the key in a folder that has a public part.
func keyNamed(dir string, public ed25519.PublicKey) (string, error) {
	names, err := signing.List(dir)
	if err != nil {
		return "", err
	}
	for _, name := range names {
		text, err := signing.Public(dir, name)
		if err != nil {
			continue // a damaged key is not the one, or cannot be used
		}
		if _, key, err := signing.ParsePublic(text); err == nil && key.Equal(public) {
			return name, nil
		}
	}
	return "", &model.Error{Kind: model.ErrNotFound, Message: "the key that is enrolled for you is not on this machine",
		Hint: "bring its two files here, or enrol one of 'clew key list' with 'clew key enrol NAME' and have it vouched for"}
}
