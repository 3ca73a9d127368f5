package evidence

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/synth"
)

// world is a generated investigation with its answer key.
type world struct {
	ids    []string
	ord    map[string]uint32
	index  *Index
	labels map[uint64]string // of values
	groups []group
}

type group struct {
	id, kind string
	guilty   bool
	members  []uint32
}

// keyNames are the members of a generated record that hold identifiers.
var keyNames = map[string]model.Kind{
	"photo_sha256": model.KindPhoto, "shipping_address": model.KindAddress,
	"username": model.KindUsername, "display_name": model.KindName,
}

func keyKind(key string) model.Kind {
	if k, ok := keyNames[key]; ok {
		return k
	}
	if k, ok := model.KindByName(key); ok {
		return k
	}
	k, _ := model.KindByName(strings.TrimSuffix(key, "s"))
	return k
}

// read fills the world from the generator's output.
func (w *world) read(t testing.TB, accounts io.Reader, answers []byte) {
	t.Helper()
	w.ord, w.labels = map[string]uint32{}, map[uint64]string{}
	canon := identifier.New([]byte("0123456789abcdef0123456789abcdef"), "US")
	type pair struct {
		ord uint32
		id  model.Identifier
	}
	var pairs []pair
	in := bufio.NewReaderSize(accounts, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			break
		}
		var doc map[string]json.RawMessage
		if err := json.Unmarshal(line, &doc); err != nil {
			t.Fatal(err)
		}
		var platform, native string
		json.Unmarshal(doc["platform"], &platform)
		json.Unmarshal(doc["account_id"], &native)
		ord := uint32(len(w.ids))
		w.ids = append(w.ids, platform+":"+native)
		w.ord[platform+":"+native] = ord
		for key, raw := range doc {
			kind := keyKind(key)
			if kind == model.KindNone || kind == model.KindAccount {
				continue
			}
			var one string
			var many []string
			if json.Unmarshal(raw, &one) == nil {
				many = []string{one}
			} else if json.Unmarshal(raw, &many) != nil {
				continue
			}
			for _, v := range many {
				pairs = append(pairs, pair{ord, canon.Identify(kind, model.Untrusted(v), "")})
			}
		}
	}
	keys := make([]uint64, len(w.ids))
	for i, id := range w.ids {
		keys[i] = AccountKey(id)
	}
	b := NewBuilder(keys)
	var tokens []Token
	for _, p := range pairs {
		tokens = Tokens(tokens[:0], p.id)
		b.AddTokens(tokens, p.ord)
		for _, k := range tokens {
			if len(w.ids) < 10_000 {
				w.labels[k.Hash] = k.Kind.String() + ":" + k.Value
			}
		}
	}
	w.index = b.Index()
	var key struct {
		Rings []struct {
			ID, Kind string
			Guilty   bool
			Members  []string
		}
	}
	if err := json.Unmarshal(answers, &key); err != nil {
		t.Fatal(err)
	}
	for _, r := range key.Rings {
		g := group{r.ID, r.Kind, r.Guilty, nil}
		for _, m := range r.Members {
			g.members = append(g.members, w.ord[m])
		}
		w.groups = append(w.groups, g)
	}
}

// generated gives a generated world without sign-ins.
func generated(t testing.TB, accounts int, seed uint64) *world {
	t.Helper()
	out, in := io.Pipe()
	var answers bytes.Buffer
	done := make(chan error, 1)
	go func() {
		err := synth.Generate(context.Background(), synth.Config{Accounts: accounts, Seed: seed}, in, &answers)
		in.Close()
		done <- err
	}()
	w := &world{}
	var wait bytes.Buffer
	if _, err := io.Copy(&wait, out); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	w.read(t, &wait, answers.Bytes())
	return w
}
