package evidence

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/model/timing"
)

// world is a generated investigation with its answer key.
type world struct {
	ids     []string
	ord     map[string]uint32
	claims  []claim // of worlds of fewer than 10,000 accounts
	index   *Index
	groups  []group
	victims [][2]uint32 // an account whose name and picture were stolen, and the ring's that uses them
	signins []timing.Signin
}

// claim is an identifier of an account.
type claim struct {
	ord uint32
	id  model.Identifier
}

type group struct {
	id, kind string
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
	w.ord = map[string]uint32{}
	canon := identifier.New([]byte("0123456789abcdef0123456789abcdef"), "US")
	var claims []claim
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
			if kind := keyKind(key); kind != model.KindNone && kind != model.KindAccount {
				for _, v := range values(raw) {
					claims = append(claims, claim{ord, canon.Identify(kind, model.Untrusted(v), "")})
				}
			}
		}
		w.readSignins(ord, doc["signins"])
	}
	w.index = indexOf(w.ids, claims)
	if len(w.ids) < 10_000 {
		w.claims = claims
	}
	var key struct {
		Rings []struct {
			ID, Kind string
			Members  []string
		}
		Victims []struct{ Account, Persona string }
	}
	if err := json.Unmarshal(answers, &key); err != nil {
		t.Fatal(err)
	}
	for _, r := range key.Rings {
		g := group{r.ID, r.Kind, nil}
		for _, m := range r.Members {
			g.members = append(g.members, w.ord[m])
		}
		w.groups = append(w.groups, g)
	}
	for _, v := range key.Victims {
		w.victims = append(w.victims, [2]uint32{w.ord[v.Account], w.ord[v.Persona]})
	}
}

// values gives the strings of a member: one, several, or those of objects with times.
func values(raw json.RawMessage) (all []string) {
	var one string
	var many []json.RawMessage
	var timed struct{ Value string }
	switch {
	case json.Unmarshal(raw, &one) == nil:
		return []string{one}
	case json.Unmarshal(raw, &many) == nil:
		for _, m := range many {
			all = append(all, values(m)...)
		}
	case json.Unmarshal(raw, &timed) == nil && timed.Value != "":
		return []string{timed.Value}
	}
	return all
}

func (w *world) readSignins(ord uint32, raw json.RawMessage) {
	var events []struct {
		Time       time.Time
		IP, Device string
	}
	if json.Unmarshal(raw, &events) != nil {
		return
	}
	for _, e := range events {
		if e.IP != "" {
			w.signins = append(w.signins, timing.Signin{Account: ord, Place: ValueHash(Kind(model.KindIP), e.IP), Time: e.Time.Unix()})
		}
		if e.Device != "" {
			w.signins = append(w.signins, timing.Signin{Account: ord, Place: ValueHash(Kind(model.KindDevice), e.Device), Time: e.Time.Unix()})
		}
	}
}

// indexOf builds the index of claims.
func indexOf(ids []string, claims []claim) *Index {
	b := NewBuilder(keysOf(ids))
	var tokens []Token
	for _, c := range claims {
		tokens = Tokens(tokens[:0], c.id)
		b.AddTokens(tokens, c.ord)
	}
	return b.Index()
}

func keysOf(ids []string) []uint64 {
	keys := make([]uint64, len(ids))
	for i, id := range ids {
		keys[i] = AccountKey(id)
	}
	return keys
}

// worlds are kept, so that each is generated once.
var worlds = map[[2]uint64]*world{}

// generated gives a generated world without sign-ins.
func generated(t testing.TB, accounts int, seed uint64) *world {
	t.Helper()
	at := [2]uint64{uint64(accounts), seed}
	if worlds[at] == nil {
		worlds[at] = generate(t, synth.Config{Accounts: accounts, Seed: seed})
	}
	return worlds[at]
}

func generate(t testing.TB, config synth.Config) *world {
	t.Helper()
	out, in := io.Pipe()
	var answers bytes.Buffer
	done := make(chan error, 1)
	go func() {
		err := synth.Generate(context.Background(), config, in, &answers)
		in.Close()
		done <- err
	}()
	var accounts bytes.Buffer
	if _, err := io.Copy(&accounts, out); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	w := &world{}
	w.read(t, &accounts, answers.Bytes())
	return w
}
