package work

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/store/kv"
)

var tamperSeed = flag.Uint64("tamper.seed", 1, "what is tampered with, and how; 0 is another way each time")

// TestTamper damages and falsifies a log in 300 ways. With the head that was kept
// elsewhere, Verify finds each of them that has any effect.
func TestTamper(t *testing.T) {
	dir := create(t)
	l := open(t, dir, Options{})
	path := filepath.Join(dir, dataName)
	content := func() []byte {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	var older [][]byte
	for i := range 20 {
		older = append(older, content())
		add(t, l, i*10, 9)
		gen := GenRef{Gen: uint32(i + 1), Accounts: 5, SHA256: [32]byte{byte(i)}}
		if _, _, err := l.Append(background, nonceOf(i*10+9), 0, draft(Draft{Action: "import", Gen: &gen})); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Rewrite(background); err != nil { // so that little of the file is unused
		t.Fatal(err)
	}
	known, err := l.Head(background)
	if err != nil {
		t.Fatal(err)
	}
	whole := content()
	all := readAll(t, l, 0)

	seed := *tamperSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 1))
	found, harmless := map[string]int{}, map[string]int{}
	forge := forgeries(rnd)
	for i := range 300 {
		var how string
		var b []byte
		switch i % 4 {
		case 0:
			at, bit := rnd.IntN(len(whole)), rnd.IntN(8)
			how, b = "bit", bytes.Clone(whole)
			b[at] ^= 1 << bit
		case 1:
			how, b = "cut", whole[:rnd.IntN(len(whole))]
		case 2:
			how, b = "older copy", older[rnd.IntN(len(older))]
		case 3:
			how, b = forge[i/4%len(forge)].name, whole
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if i%4 == 3 {
			edit(t, dir, forge[i/4%len(forge)].do)
		}
		// A new process, which remembers nothing but known.
		rep, err := newLog(dir, Options{}).Verify(background, Known{"kept", known.Checkpoint()})
		if err != nil {
			t.Fatalf("%s: %v", how, err)
		}
		if !rep.OK() {
			found[how]++
			continue
		}
		// A bit may be in a part of a page that holds nothing.
		fresh := newLog(dir, Options{})
		if now, err := fresh.Head(background); err != nil || now != known || !reflect.DeepEqual(readAll(t, fresh, 0), all) {
			t.Errorf("%s: not found, and the log is another one: %+v, %v", how, now, err)
		}
		harmless[how]++
		if how != "bit" && how != "cut" {
			t.Errorf("%s: not found", how)
		}
	}
	t.Logf("found %v, without effect %v", found, harmless)
	if found["bit"] < 30 || found["cut"] < 70 {
		t.Errorf("too few were found: %v", found)
	}
}

type forgery struct {
	name string
	do   func(kv.Txn) error
}

// forgeries are edits by one who knows the format and mends the checksums.
func forgeries(rnd *rand.Rand) []forgery {
	get := func(tx kv.Txn) (Head, [][]byte, error) {
		h, err := readHead(tx)
		if err != nil {
			return h, nil, err
		}
		var raw [][]byte
		for b, err := range entries(tx, 0, h.Seq) {
			if err != nil {
				return h, nil, err
			}
			raw = append(raw, bytes.Clone(b))
		}
		return h, raw, nil
	}
	// retell writes another history, with all its hashes, nonces and head.
	retell := func(tx kv.Txn, raw [][]byte) error {
		for _, table := range []byte{tableEntry, tableNonce, tableHash} {
			var keys [][]byte
			for p, err := range tx.Scan([]byte{table}, []byte{table + 1}, 0) {
				if err != nil {
					return err
				}
				keys = append(keys, bytes.Clone(p.K))
			}
			for _, k := range keys {
				if err := tx.Delete(k); err != nil {
					return err
				}
			}
		}
		var tree frontier
		var index int64
		for i, b := range raw {
			var dec decoder
			e, err := dec.decode(uint64(i), b)
			if err != nil {
				return err
			}
			hashes, err := tree.add(tlog.RecordHash(b))
			if err != nil {
				return err
			}
			for _, h := range hashes {
				if err := tx.Put(keyHash(index), h[:]); err != nil {
					return err
				}
				index++
			}
			if err := putSealed(tx, keyEntry(uint64(i)), b); err != nil {
				return err
			}
			if err := putSealed(tx, keyNonce(e.Nonce), binary.BigEndian.AppendUint64(nil, uint64(i))); err != nil {
				return err
			}
		}
		root, err := tree.root()
		if err != nil {
			return err
		}
		return putHead(tx, uint64(len(raw)), root)
	}
	other := func(b []byte) []byte { // the same entry by another actor
		var dec decoder
		e, err := dec.decode(0, b)
		if err != nil {
			panic(err)
		}
		e.Actor = "someone else"
		if b, err = e.encode(); err != nil {
			panic(err)
		}
		return b
	}
	return []forgery{
		{"entry changed", func(tx kv.Txn) error {
			h, raw, err := get(tx)
			if err != nil {
				return err
			}
			i := rnd.Uint64N(h.Seq)
			return putSealed(tx, keyEntry(i), other(raw[i]))
		}},
		{"entry removed", func(tx kv.Txn) error {
			h, _, err := get(tx)
			if err != nil {
				return err
			}
			return tx.Delete(keyEntry(rnd.Uint64N(h.Seq)))
		}},
		{"entries swapped", func(tx kv.Txn) error {
			h, raw, err := get(tx)
			if err != nil {
				return err
			}
			i := rnd.Uint64N(h.Seq - 1)
			if err := putSealed(tx, keyEntry(i), raw[i+1]); err != nil {
				return err
			}
			return putSealed(tx, keyEntry(i+1), raw[i])
		}},
		{"entry past the head", func(tx kv.Txn) error {
			h, raw, err := get(tx)
			if err != nil {
				return err
			}
			return putSealed(tx, keyEntry(h.Seq), raw[1])
		}},
		{"history retold from one entry on", func(tx kv.Txn) error {
			_, raw, err := get(tx)
			if err != nil {
				return err
			}
			i := rnd.IntN(len(raw))
			raw[i] = other(raw[i])
			return retell(tx, raw)
		}},
		{"end cut off", func(tx kv.Txn) error {
			_, raw, err := get(tx)
			if err != nil {
				return err
			}
			return retell(tx, raw[:1+rnd.IntN(len(raw)-1)])
		}},
		{"hash changed", func(tx kv.Txn) error {
			return tx.Put(keyHash(rnd.Int64N(390)), make([]byte, tlog.HashSize))
		}},
		{"hash past the end", func(tx kv.Txn) error { return tx.Put(keyHash(4000), make([]byte, tlog.HashSize)) }},
		{"head changed", func(tx kv.Txn) error {
			h, _, err := get(tx)
			if err != nil {
				return err
			}
			return putHead(tx, h.Seq, tlog.Hash{1})
		}},
		{"nonce changed", func(tx kv.Txn) error {
			return putSealed(tx, keyNonce(nonceOf(rnd.IntN(200))), binary.BigEndian.AppendUint64(nil, 201))
		}},
		{"nonce removed", func(tx kv.Txn) error { return tx.Delete(keyNonce(nonceOf(rnd.IntN(200)))) }},
		{"nonce added", func(tx kv.Txn) error {
			return putSealed(tx, keyNonce(nonceOf(5000)), binary.BigEndian.AppendUint64(nil, 3))
		}},
		{"generation changed", func(tx kv.Txn) error { return putGen(tx, GenRef{Gen: 20, Accounts: 5}) }},
		{"id changed", func(tx kv.Txn) error { return putSealed(tx, keyID, make([]byte, 16)) }},
		{"secret changed", func(tx kv.Txn) error { return putSealed(tx, keySecret, make([]byte, 32)) }},
		{"checksum", func(tx kv.Txn) error { return tx.Put(keyGen, make([]byte, genSize+sumSize)) }},
		{"key of no table", func(tx kv.Txn) error { return tx.Put(fmt.Append(nil, "zz"), nil) }},
		{"meta of no use", func(tx kv.Txn) error { return putSealed(tx, []byte("mx"), nil) }},
	}
}
