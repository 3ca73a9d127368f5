package casefile

import "encoding/json"

// The name and the version of the format of case.json. A new key is a new version: a
// reader refuses keys that it does not know, for it could not keep them.
const (
	Format  = "clew-case"
	Version = 1
)

// Full is the name of the profile that leaves nothing out. Masked is what a record says in its
// place where the investigation masks personal data from whoever made it: nothing else is left
// out.
const (
	Full   = "full"
	Masked = "masked"
)

// Record is a case with all that it rests on. The profile that it went through says what
// was left out of it, see [Profile.Apply]; one of the profile "full" is complete.
type Record struct {
	Tool          string    `json:"tool"`                  // program and version that made it
	Investigation string    `json:"investigation"`         // its id, hex
	Log           Log       `json:"log"`                   // the audit log as it was
	Of            int       `json:"of_accounts,omitempty"` // that the investigation has, among which holders are counted
	Profile       string    `json:"profile"`               // name of the redaction profile
	Marking       string    `json:"marking,omitempty"`     // TLP 2.0, such as "TLP:AMBER"; "" for none
	Defang        bool      `json:"defang,omitempty"`      // what people read has addresses that no program follows
	LeftOut       []LeftOut `json:"left_out"`              // what the profile has left out, counted
	Case          Case      `json:"case"`
	Weights       string    `json:"weights"` // numbers that the evidence was weighed with, as TOML; "" for the built-in ones

	Files     []SourceFile `json:"files"`  // imported files that the accounts come from
	People    []Person     `json:"people"` // whose acts are in it, by login
	Rings     []Ring       `json:"rings"`  // that accounts of the case are in, largest first
	Links     []Link       `json:"links"`  // between accounts of the case, strongest first
	Notes     []Note       `json:"notes"`  // on the case and what is in it, by entry of the log
	Proposals []Proposal   `json:"proposals"`
	Policies  []Policy     `json:"policies"` // versions that the proposals are under
	Batches   []Batch      `json:"batches"`
	Appeals   []Appeal     `json:"appeals"`
	Entries   []Entry      `json:"entries"` // of the log that are about the case, in its order
	Accounts  []Account    `json:"accounts"`

	// Detail gives the parts of an account that may be large, by its index in Accounts;
	// nil where there are none. It is read once for each format that needs it.
	Detail func(account int) (Detail, error) `json:"-"`
}

// Detail is what is known of an account beside [Account].
type Detail struct {
	Events []Event `json:"events"` // by time
	Rows   []Row   `json:"rows"`   // of the imported files, as they came
}

// Details gives the parts of an account that may be large.
func (r *Record) Details(account int) (Detail, error) {
	if r.Detail == nil {
		return Detail{}, nil
	}
	return r.Detail(account)
}

// Mark says who did something, when, and in which entry of the log. The zero Mark is of
// what has not been done.
type Mark struct {
	By    string `json:"by,omitempty"` // login, or a pseudonym
	Time  Time   `json:"time,omitzero"`
	Entry uint64 `json:"entry,omitempty"` // index in the log
}

// Log is the head of the audit log that everything was read under.
type Log struct {
	Entries    uint64 `json:"entries"`    // how many it had
	Root       string `json:"root"`       // hash over them, base64: RFC 6962
	Checkpoint string `json:"checkpoint"` // https://c2sp.org/tlog-checkpoint, without a signature
	Time       Time   `json:"time"`       // of its last entry
}

// LeftOut says what a profile has left out.
type LeftOut struct {
	What  string `json:"what"`  // such as "notes" or "accounts of victims"
	Count int    `json:"count"` // how many
	Why   string `json:"why"`   // which rule of the profile
}

// Case is the case itself.
type Case struct {
	ID       uint32     `json:"id"`
	Title    Text       `json:"title"`
	State    string     `json:"state"` // open, closed
	Outcome  Text       `json:"outcome,omitempty"`
	Owner    string     `json:"owner,omitempty"`
	Queue    string     `json:"queue,omitempty"`
	Priority string     `json:"priority,omitempty"`
	Tags     []string   `json:"tags,omitempty"`
	FollowUp Time       `json:"follow_up,omitzero"`
	Template string     `json:"template,omitempty"`
	Steps    []Step     `json:"steps,omitempty"`
	Values   []Value    `json:"values,omitempty"` // identifiers that are in the case by themselves
	Trails   []Trail    `json:"trails,omitempty"`
	Made     Mark       `json:"made"`
	Closed   Mark       `json:"closed,omitzero"`
	Hold     *Hold      `json:"hold,omitempty"`     // nothing is decided for the case meanwhile
	Received *Reference `json:"received,omitempty"` // of a case that came from another investigation
}

// Reference names the case file that a case was received in.
type Reference struct {
	Investigation string `json:"investigation"`
	Case          uint32 `json:"case"`
	SHA256        string `json:"sha256"` // of its case.json
	Entries       uint64 `json:"entries"`
	Root          string `json:"root"`
}

// Step is a question that the case's template asks.
type Step struct {
	Text string `json:"text"`
	Done Mark   `json:"done,omitzero"`
}

// Value is an identifier that is in the case by itself.
type Value struct {
	Mark
	Kind    string `json:"kind"`
	Value   Text   `json:"value"`
	Why     Text   `json:"why,omitempty"`
	Holders int    `json:"holders"` // accounts of the investigation that carry it
}

// Trail is the way that led somewhere.
type Trail struct {
	Mark
	Why   Text        `json:"why,omitempty"`
	Steps []TrailStep `json:"steps"`
}

// TrailStep is one place on a trail.
type TrailStep struct {
	Page string `json:"page"` // such as "account" or "pivot"
	Ref  Text   `json:"ref"`  // what was looked at
	Text Text   `json:"text,omitempty"`
}

// Account is an account of the case, or one that a decision of the case is about.
type Account struct {
	ID          Text         `json:"id"` // platform:native_id
	Platform    string       `json:"platform"`
	NativeID    Text         `json:"native_id"`
	Role        string       `json:"role,omitempty"` // unknown, persona, facilitator, victim; "" where it is no member
	Why         Text         `json:"why,omitempty"`  // why it is a member
	Added       Mark         `json:"added,omitzero"`
	Username    Text         `json:"username,omitempty"`
	DisplayName Text         `json:"display_name,omitempty"`
	Email       Text         `json:"email,omitempty"`
	State       string       `json:"state"`
	Score       float64      `json:"score"` // 0 to 100
	ScoreRows   []ScoreRow   `json:"score_rows,omitempty"`
	Ring        Text         `json:"ring,omitempty"` // id of the ring that it is in
	CreatedAt   Time         `json:"created_at,omitzero"`
	FlaggedAt   Time         `json:"flagged_at,omitzero"`
	FirstSeen   Time         `json:"first_seen,omitzero"`
	LastSeen    Time         `json:"last_seen,omitzero"`
	Facts       []Fact       `json:"facts,omitempty"`
	Identifiers []Identifier `json:"identifiers,omitempty"`
	Flags       []Flag       `json:"flags,omitempty"`
	Signals     []Signal     `json:"signals,omitempty"`
	Watch       []WatchHit   `json:"watch,omitempty"`
	Tags        []Text       `json:"tags,omitempty"`
	Hold        *Hold        `json:"hold,omitempty"`
	Protection  *Protection  `json:"protection,omitempty"`
	Dismissed   *Dismissed   `json:"dismissed,omitempty"`
	OtherCases  int          `json:"other_cases,omitempty"` // that it is in too
	EventCount  int          `json:"event_count,omitempty"`
	Masked      bool         `json:"masked,omitempty"` // the investigation masks some of its personal data
}

// Victim reports whether an account is that of somebody whose identity was used.
func (a *Account) Victim() bool { return a.Role == "victim" }

// ScoreRow is one row of what a score is made of.
type ScoreRow struct {
	Label  string  `json:"label"`
	Detail Text    `json:"detail,omitempty"` // who or what says so
	Bits   float64 `json:"bits"`             // log2 units
}

// Fact is what an account is or says of itself.
type Fact struct {
	Field   string `json:"field"`
	Value   Text   `json:"value"`
	Claimed bool   `json:"claimed,omitempty"` // the account says so of itself
	AsOf    Time   `json:"as_of,omitzero"`
}

// Identifier is a typed value that an account carries.
type Identifier struct {
	Kind      string `json:"kind"`
	Value     Text   `json:"value"`             // canonical
	Raw       Text   `json:"raw,omitempty"`     // as it came, where that differs
	Status    string `json:"status"`            // ok, placeholder, private, suspect, invalid
	Holders   int    `json:"holders,omitempty"` // accounts of the investigation that carry it
	Hub       bool   `json:"hub,omitempty"`     // too common to link
	FirstSeen Time   `json:"first_seen,omitzero"`
	LastSeen  Time   `json:"last_seen,omitzero"`
}

// Flag is why an account was put in front of the investigators.
type Flag struct {
	Source Text  `json:"source,omitempty"`
	Reason Text  `json:"reason,omitempty"`
	Score  uint8 `json:"score,omitempty"` // 0 to 100
	Time   Time  `json:"time,omitzero"`
}

// Signal is a coded observation on one account.
type Signal struct {
	Code     string `json:"code"`
	Facts    Text   `json:"facts,omitempty"`
	Counter  Text   `json:"counter,omitempty"`  // what would make it wrong
	Severity uint8  `json:"severity,omitempty"` // 0 to 3
	Computed bool   `json:"computed,omitempty"` // by Clew, else it came with the data
}

// WatchHit is a value of an account that is on a watch list.
type WatchHit struct {
	List   Text   `json:"list"`
	Stance string `json:"stance"` // bad or benign
	Class  string `json:"class"`
	Kind   string `json:"kind"`
	Value  Text   `json:"value"`            // of the account
	Listed Text   `json:"listed,omitempty"` // as the list has it, where that differs
	Note   Text   `json:"note,omitempty"`   // what the list says of it
	How    Text   `json:"how"`              // continues "the value …": "is listed"
}

// Hold says that an account is on hold.
type Hold struct {
	Mark
	Kind  string `json:"kind"`
	Why   Text   `json:"why,omitempty"`
	Until Time   `json:"until,omitzero"`
}

// Protection says that nothing is proposed about an account without a second reason.
type Protection struct {
	Mark
	Why Text `json:"why,omitempty"`
}

// Dismissed says that an account was cleared, and why.
type Dismissed struct {
	Mark
	Outcome string `json:"outcome"`
	Why     Text   `json:"why,omitempty"`
}

// Event is one sign-in or other act in a platform's log.
type Event struct {
	ID        Text    `json:"id,omitempty"`
	Time      Time    `json:"time,omitzero"`
	Action    Text    `json:"action,omitempty"`
	Result    string  `json:"result,omitempty"` // success, failure, challenge
	Detail    Text    `json:"detail,omitempty"`
	IP        Text    `json:"ip,omitempty"`
	ASN       uint32  `json:"asn,omitempty"`
	ASOrg     Text    `json:"as_org,omitempty"`
	Country   string  `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Region    Text    `json:"region,omitempty"`
	City      Text    `json:"city,omitempty"`
	Latitude  float32 `json:"latitude,omitempty"` // degrees
	Longitude float32 `json:"longitude,omitempty"`
	DeviceID  Text    `json:"device_id,omitempty"`
	UserAgent Text    `json:"user_agent,omitempty"`
	ClientApp Text    `json:"client_app,omitempty"`
	SessionID Text    `json:"session_id,omitempty"`
	File      int     `json:"file"` // index in Record.Files
	Line      uint64  `json:"line"`
}

// Row is a row of an imported file as it came.
type Row struct {
	File int    `json:"file"` // index in Record.Files
	Line uint64 `json:"line"` // from 1
	Raw  Text   `json:"raw"`
}

// SourceFile is an imported file.
type SourceFile struct {
	Name    Text   `json:"name"`
	SHA256  string `json:"sha256"`
	Profile string `json:"profile"` // that it was read with
	Bytes   int64  `json:"bytes"`
	Mark           // of its import
}

// Person is somebody whose acts are in the record.
type Person struct {
	Login   string   `json:"login"`
	Persons []string `json:"persons,omitempty"` // whose login it is, where that was said
	Key     string   `json:"key,omitempty"`     // public key, of golang.org/x/mod/sumdb/note
	Vouched Mark     `json:"vouched,omitzero"`  // who vouched for the key
}

// Link is a link between two accounts.
type Link struct {
	A           Text       `json:"a"` // ids
	B           Text       `json:"b"`
	Bits        float64    `json:"bits"` // strength, log2 odds
	Prior       float64    `json:"prior"`
	Probability float64    `json:"probability"` // that one operator runs both
	Class       string     `json:"class"`       // certain, strong, possible, weak
	Evidence    []Evidence `json:"evidence"`    // strongest first; with the prior their bits sum to Bits
	Innocent    Innocent   `json:"innocent"`    // the best innocent explanation
	Verdict     *Verdict   `json:"verdict,omitempty"`
}

// Overruled reports whether a verdict counts in place of what the evidence comes to. Of such
// a link nothing is written that could be taken for a chance or a confidence: it would say the
// opposite of the verdict, to people who know the accounts by it alone.
func (k *Link) Overruled() bool {
	return k.Verdict != nil && k.Verdict.Verdict != "" && k.Verdict.Verdict != "unclear"
}

// Evidence is one row of what a link is made of.
type Evidence struct {
	Kind    string  `json:"kind"`
	Value   Text    `json:"value,omitempty"`
	Family  string  `json:"family,omitempty"`
	Holders int     `json:"holders,omitempty"` // accounts of the investigation that carry it
	Bits    float64 `json:"bits"`
	Hub     bool    `json:"hub,omitempty"`
	Ignored bool    `json:"ignored,omitempty"` // by an analyst's word
	Benign  string  `json:"benign,omitempty"`  // code of the innocent rule that covers it
	Why     Text    `json:"why,omitempty"`     // how it comes to its bits
}

// Innocent is an innocent explanation.
type Innocent struct {
	Code   string  `json:"code"`   // see model/evidence; "none" where no rule covers the evidence
	Text   string  `json:"text"`   // one sentence
	Settle string  `json:"settle"` // what would settle it
	Covers float64 `json:"covers"` // share of the evidence that it would explain, 0 to 1
}

// Verdict is what an analyst said of a link.
type Verdict struct {
	Mark
	Verdict string `json:"verdict"`
	Why     Text   `json:"why,omitempty"`
}

// Ring is a cluster of linked accounts.
type Ring struct {
	ID        Text        `json:"id"`      // account that names it
	Size      int         `json:"size"`    // all members
	Members   []Text      `json:"members"` // those of the case
	Class     string      `json:"class"`
	Density   float64     `json:"density"`   // links, of all pairs of members; 0 to 1
	HubShare  float64     `json:"hub_share"` // of the links' bits that hubs give; 0 to 1
	FirstSeen Time        `json:"first_seen,omitzero"`
	LastSeen  Time        `json:"last_seen,omitzero"`
	Innocent  Innocent    `json:"innocent"`
	Excused   bool        `json:"excused,omitempty"` // the explanation covers all that the members share
	Bridges   []Bridge    `json:"bridges,omitempty"` // links that alone hold two parts together
	Values    []RingValue `json:"values,omitempty"`  // what members share, the most telling first
}

// Bridge is a link that alone holds two parts of a ring together.
type Bridge struct {
	A    Text    `json:"a"`
	B    Text    `json:"b"`
	Bits float64 `json:"bits"`
}

// RingValue is what members of a ring share.
type RingValue struct {
	Kind    string  `json:"kind"`
	Value   Text    `json:"value"`
	Inside  int     `json:"inside"`  // members that carry it
	Holders int     `json:"holders"` // all accounts that do
	Bits    float64 `json:"bits"`    // that it gives the ring's links
}

// Note is a note. None is ever changed or removed.
type Note struct {
	Mark
	On          string       `json:"on"`                 // account, identifier, link, ring, case, proposal
	Accounts    []Text       `json:"accounts,omitempty"` // ids of what it is on
	Ref         Text         `json:"ref,omitempty"`      // "kind:value", or the number of the case or proposal
	Text        Text         `json:"text"`               // Markdown
	Corrects    uint64       `json:"corrects,omitempty"` // entry of the note that it corrects
	CorrectedBy []uint64     `json:"corrected_by,omitempty"`
	Attachments []Attachment `json:"attachments,omitempty"`
	Withdrawn   Mark         `json:"withdrawn,omitzero"`
	Written     *Written     `json:"written,omitempty"` // where it came in a case file of another investigation; By is who received it
}

// Written says who wrote a note in another investigation, and when.
type Written struct {
	By    string `json:"by,omitempty"`
	Time  Time   `json:"time,omitzero"`
	Entry uint64 `json:"entry,omitempty"` // index in the log of that one
}

// Attachment is a file that is attached to a note.
type Attachment struct {
	Name   Text   `json:"name"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
	Media  string `json:"media,omitempty"`
	Kept   bool   `json:"kept,omitempty"` // the investigation has its content
}

// Entry is an entry of the audit log that is about the case.
type Entry struct {
	Index     uint64          `json:"index"`
	Time      Time            `json:"time"`
	Actor     string          `json:"actor"`
	Action    string          `json:"action"`
	Subject   Text            `json:"subject,omitempty"`
	Did       Text            `json:"did,omitempty"`  // what was done, in words
	Body      json.RawMessage `json:"body,omitempty"` // what the entry says, as JSON
	Hash      string          `json:"hash"`           // of the leaf in the log's Merkle tree, hex
	ClockBack bool            `json:"clock_back,omitempty"`
}
