package persona

import (
	"github.com/seed-28a39f10/clew/model"
)

// FieldType says how two values of a field are compared.
type FieldType uint8

// The types of fields.
const (
	Name    FieldType = iota + 1 // a given name, a full name or that of an organisation
	Date                         // a calendar date, in any usual notation
	Place                        // a town, a state, a country
	Address                      // a postal address or a line of one
	Email                        // an e-mail address
	Phone                        // a telephone number
	Code                         // a document number, a postcode, a house number
	// Surname is a Name that people who live together mostly have in common, while
	// they mostly differ in the one it may be exchanged with.
	Surname
)

// Field is one column of the records. The first and second field of type Name
// may hold each other's values, such as a given name and a surname; so may the
// third and fourth, and likewise those of type Address.
type Field struct {
	Name string
	Type FieldType
}

// Options tunes a fit. The zero value is meant for use.
type Options struct {
	// Region is the ISO 3166-1 alpha-2 region of telephone numbers without a
	// country code; "" for none.
	Region string
	// BlockCap is the greatest number of records that may share a token for the
	// token to propose pairs; 0 means 80.
	BlockCap int
	// Floor is the least Bits of a pair that [Model.Pairs] gives. 0 means -3.32
	// bits, a probability of one in eleven.
	Floor float64
}

// Limits of a fit.
const (
	MaxFields  = 32
	MaxRecords = 1 << 24
)

const (
	defaultBlockCap = 80
	defaultFloor    = -3.32
)

// check refuses fields that cannot be compared and records that do not fit them.
func check(fields []Field, records [][]string) error {
	switch {
	case len(fields) == 0 || len(fields) > MaxFields:
		return &model.Error{Kind: model.ErrUsage, Message: "a persona has 1 to 32 fields"}
	case len(records) > MaxRecords:
		return &model.Error{Kind: model.ErrLimit, Message: "too many records to compare", Hint: "narrow the selection"}
	}
	for _, f := range fields {
		if f.Type < Name || f.Type > Surname {
			return &model.Error{Kind: model.ErrUsage, Message: "a field has no type", Where: model.Untrusted(f.Name)}
		}
	}
	return nil
}
