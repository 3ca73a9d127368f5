package dsa

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
)

const puidPrefix = "clew-"

// Most is how many statements one call of the interface takes.
const Most = 100

// The most characters of the texts.
const (
	mostFacts       = 5000
	mostGround      = 500
	mostExplanation = 2000
)

// Statement is a statement of reasons. The names of its fields are those of the database;
// those that do not apply are not there.
type Statement struct {
	PUID                           string   `json:"puid"` // names the statement on the platform, [A-Za-z0-9_-]
	DecisionAccount                string   `json:"decision_account"`
	DecisionGround                 string   `json:"decision_ground"`
	IncompatibleContentGround      string   `json:"incompatible_content_ground"`      // up to 500 characters
	IncompatibleContentExplanation string   `json:"incompatible_content_explanation"` // up to 2000
	ContentType                    []string `json:"content_type"`
	ContentTypeOther               string   `json:"content_type_other"` // up to 500
	Category                       string   `json:"category"`
	CategorySpecification          []string `json:"category_specification"`
	TerritorialScope               []string `json:"territorial_scope"` // ISO 3166-1 alpha-2
	ContentDate                    string   `json:"content_date"`      // YYYY-MM-DD: when the account was made
	ApplicationDate                string   `json:"application_date"`  // YYYY-MM-DD
	DecisionFacts                  string   `json:"decision_facts"`    // up to 5000
	SourceType                     string   `json:"source_type"`
	AutomatedDetection             string   `json:"automated_detection"` // Yes or No
	AutomatedDecision              string   `json:"automated_decision"`
}

// EEA are the countries of the European Economic Area, the most that a scope may hold.
var EEA = []string{"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"}

// Options are what a record does not know.
type Options struct {
	TerritorialScope []string // of [EEA]; none for all of it
}

// PUID names the statement of one account under one version of a proposal: "clew-" and the
// SHA-256, in hex, of the investigation's id, the proposal's hash and the account's id.
//
// Who has none of the three learns nothing from it, and two statements about one account
// have nothing in common. Who has a copy of the case or of the batch knows the first two,
// and can try account ids until one fits: it hides the account from the public, not from
// those. That is what it is for: the platform finds its account again. The ids of a
// redacted record give other names than those of the complete one.
func PUID(investigation, proposal string, account casefile.Text) string {
	h := sha256.New()
	for _, part := range []string{investigation, proposal, string(account)} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return puidPrefix + hex.EncodeToString(h.Sum(nil))
}

// Parts gives statements in portions for one call each.
func Parts(statements []Statement) [][]Statement {
	return slices.Collect(slices.Chunk(statements, Most))
}

// Write writes the body of one call, a statement a line. More than [Most] statements are an
// error, as are those of w.
func Write(w io.Writer, statements []Statement) error {
	if len(statements) > Most {
		return &model.Error{Kind: model.ErrLimit, Message: fmt.Sprintf("one call takes %d statements, and these are %d", Most, len(statements)), Hint: "write them in parts"}
	}
	out := bufio.NewWriter(w)
	out.WriteString("{\"statements\":[")
	for i := range statements {
		b, err := json.Marshal(&statements[i])
		if err != nil {
			return err
		}
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
		out.Write(b)
	}
	out.WriteString("\n]}\n")
	if err := out.Flush(); err != nil {
		return &model.Error{Kind: model.ErrDisk, Message: "the statements cannot be written", Err: err}
	}
	return nil
}
