package store

import (
	"context"
	"crypto/ed25519"
	"errors"
	"maps"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/sign"
	"github.com/seed-28a39f10/clew/store/work"
)

// VerifyOptions say what an investigation is held against. The zero value will do.
type VerifyOptions struct {
	// Memory is the folder of [sign.Remember]; with "" nothing is remembered.
	Memory string
	// Checkpoint is what 'clew checkpoint' has written, signed or not; nil is none.
	Checkpoint []byte
	// Keys are the public keys, as texts, that must have signed the checkpoint.
	Keys []string
	// Enrolled gives the public keys that are known by login: a signature that bears the
	// name of a login must be of its key. nil is those that are vouched for in the log.
	Enrolled func(*DB) (map[string]ed25519.PublicKey, error)
}

// Verify is [DB.Check] of the investigation in the folder path, and whether its log
// continues the checkpoint that is given and the one that was last seen of it, and
// whether the signatures hold. Where all holds, its checkpoint becomes the one that
// was last seen.
//
// What does not hold is in the report. An error means that it could not look: it is
// of kind input where the checkpoint or a key cannot be read, of kind not-found where
// there is no investigation, and otherwise one of [Open] that tells of no damage.
func Verify(ctx context.Context, path string, o VerifyOptions) (*Report, error) {
	r := &Report{Checked: map[string]uint64{}}
	given, err := readGiven(o)
	if err != nil {
		return r, err
	}
	db, err := Open(ctx, path, Options{ReadOnly: true})
	if err != nil {
		return r, r.unopened(err)
	}
	defer db.Close()
	return r, db.verify(ctx, o, given, r)
}

// unopened makes a problem of an error of Open that tells of damage.
func (r *Report) unopened(err error) error {
	var m *model.Error
	if !errors.As(err, &m) || m.Kind != model.ErrCorrupt {
		return err
	}
	what := m.Message
	if m.Err != nil {
		what += ": " + m.Err.Error()
	}
	r.add(string(m.Where), what, m.Hint)
	return nil
}

func (db *DB) verify(ctx context.Context, o VerifyOptions, known []kept, r *Report) error {
	head, err := db.log.Head(ctx)
	if err != nil {
		return r.damaged("audit log", err, hintLog)
	}
	if o.Memory != "" {
		known = append(known, db.remembered(o.Memory, head, r)...)
	}
	r.Checked["checkpoints"] = uint64(len(known))
	if err := db.check(ctx, r, known...); err != nil {
		return err
	}
	if err := db.verifySignatures(o, r); err != nil {
		return err
	}
	if len(r.Problems) > 0 || o.Memory == "" {
		return nil
	}
	if err := db.remember(o.Memory, head); err != nil {
		r.note("the checkpoint remembered", "this one could not be remembered: "+err.Error())
	}
	return nil
}

// readGiven reads the checkpoint that was given.
func readGiven(o VerifyOptions) ([]kept, error) {
	if o.Checkpoint == nil {
		return nil, nil
	}
	text, err := sign.Text(o.Checkpoint)
	if err != nil {
		return nil, err
	}
	c, err := work.ParseCheckpoint(text)
	if err != nil {
		return nil, err
	}
	return []kept{{work.Known{Name: "the checkpoint given", Checkpoint: c}, hintGiven}}, nil
}

const hintSigned = "get the checkpoint and the key again from whom they are said to be of, each by another way"

// verifySignatures looks at those of the checkpoint that was given.
func (db *DB) verifySignatures(o VerifyOptions, r *Report) error {
	if o.Checkpoint == nil {
		return nil
	}
	good := map[string]bool{} // names under which a key that is known has signed
	for _, key := range o.Keys {
		name, _, err := sign.ParsePublic(key)
		if err != nil {
			return err
		}
		signed, err := sign.Signed(o.Checkpoint, key)
		switch {
		case model.KindOf(err) == model.ErrRefused:
			r.add("signatures", err.Error(), hintSigned)
		case err != nil:
			return err
		case !signed:
			r.add("signatures", "the checkpoint is not signed with the key "+name, hintSigned)
		case !good[name]:
			good[name] = true
			r.Checked["signatures"]++
		}
	}
	enrolled := map[string]ed25519.PublicKey{}
	for _, l := range db.flow().Logins() {
		if l.Vouched.Entry > 0 {
			enrolled[l.Name] = l.Key
		}
	}
	if o.Enrolled != nil {
		var err error
		if enrolled, err = o.Enrolled(db); err != nil {
			return err
		}
	}
	for _, signer := range sign.Signers(o.Checkpoint) {
		name := string(signer)
		if good[name] {
			continue
		}
		good[name] = true
		login, err := signedBy(o.Checkpoint, name, enrolled)
		switch {
		case err != nil:
			r.add("signatures", err.Error(), hintSigned)
		case login != "":
			r.Checked["signatures"]++
			r.note("signatures", "that of "+name+" is by the key enrolled for "+login)
		case enrolled[name] != nil:
			r.add("signatures", "that of "+name+" is not by the key enrolled for that login", hintSigned)
		default:
			r.note("signatures", "that of "+name+" was not looked at, for its key is not known: give it with --key")
		}
	}
	return nil
}

// signedBy gives the login whose key has made the signature that bears a name, "" for
// none.
func signedBy(message []byte, name string, keys map[string]ed25519.PublicKey) (login string, err error) {
	for _, login := range slices.Sorted(maps.Keys(keys)) {
		key, err := sign.PublicText(name, keys[login])
		if err != nil {
			return "", nil // the name is not one of Clew's
		}
		if signed, err := sign.Signed(message, key); signed || err != nil {
			return login, err
		}
	}
	return "", nil
}
