package casefile

// Proposal is what was proposed, and what became of it.
type Proposal struct {
	ID             uint32         `json:"id"`
	Version        int            `json:"version"`
	Hash           string         `json:"hash"` // SHA-256 of TermsJSON, hex
	Status         string         `json:"status"`
	Action         string         `json:"action"`
	Policy         string         `json:"policy"`
	PolicyVersion  int            `json:"policy_version"`
	PolicySHA256   string         `json:"policy_sha256"`
	Reason         string         `json:"reason"`
	ReasonTitle    string         `json:"reason_title,omitempty"`
	Note           Text           `json:"note"`
	Benign         Text           `json:"benign"`
	Alternatives   Text           `json:"alternatives,omitempty"`
	Confidence     string         `json:"confidence"`
	Evidence       []Ground       `json:"evidence,omitempty"`
	Warnings       []Warning      `json:"warnings,omitempty"`
	Second         Text           `json:"second,omitempty"`
	Accounts       []Text         `json:"accounts"`         // those of the record
	Others         int            `json:"others,omitempty"` // of its accounts, those that are not in the record
	AccountsSHA256 string         `json:"accounts_sha256"`  // of the ids of all, sorted, each ended by a line feed
	Made           Mark           `json:"made"`
	Changed        Mark           `json:"changed"`
	Opened         []Mark         `json:"opened,omitempty"`    // who had this version on screen
	Approvals      []Approval     `json:"approvals,omitempty"` // that count
	Voided         []Approval     `json:"voided,omitempty"`    // that do not, and why
	Returned       *Approval      `json:"returned,omitempty"`
	Needed         int            `json:"needed"`
	Signed         bool           `json:"signed,omitempty"` // approvals need a signature
	Decided        []AccountState `json:"decided,omitempty"`
	TermsJSON      Text           `json:"terms_json,omitempty"` // what was hashed and approved
}

// Elsewhere is the state of an account of a proposal that another decision is about now, or none.
const Elsewhere = "in a later decision, or in none"

// AccountState says what has become of one account of a proposal.
type AccountState struct {
	Account Text   `json:"account"`
	State   string `json:"state"`
}

// Ground is one thing that a proposal rests on, as it was shown then.
type Ground struct {
	Kind    string  `json:"kind"`
	Value   Text    `json:"value,omitempty"`
	Holders int     `json:"holders,omitempty"` // accounts of the proposal that carry it
	All     int     `json:"all,omitempty"`     // accounts of the investigation
	Bits    float64 `json:"bits,omitempty"`
	Benign  string  `json:"benign,omitempty"`
	Note    uint64  `json:"note,omitempty"` // entry of a note
	Text    Text    `json:"text,omitempty"`
}

// Warning is something that the preview of a proposal said.
type Warning struct {
	Code     string `json:"code"`
	Accounts int    `json:"accounts"`
	Text     string `json:"text"`
}

// Approval is what a reviewer said.
type Approval struct {
	Mark
	Note      Text   `json:"note,omitempty"`
	Hash      string `json:"hash"`                // of the version
	Signature []byte `json:"signature,omitempty"` // Ed25519, 64 bytes
	Signs     Text   `json:"signs,omitempty"`     // the text that it is of
	Void      string `json:"void,omitempty"`      // why it does not count
}

// Policy is one version of a policy.
type Policy struct {
	ID        string   `json:"id"`
	Version   int      `json:"version"`
	Title     string   `json:"title"`
	Text      string   `json:"text,omitempty"` // "" where the version is not the present one and its text was not found
	SHA256    string   `json:"sha256"`
	Approvals int      `json:"approvals,omitempty"` // persons beside the proposer
	Reasons   []Reason `json:"reasons,omitempty"`
}

// Reason is a reason code of a policy.
type Reason struct {
	Code  string `json:"code"`
	Title string `json:"title"`
}

// Batch is a sealed list that was handed to enforcement, as far as the case is in it.
type Batch struct {
	ID        uint32        `json:"id"`
	Action    string        `json:"action"`
	Sealed    Mark          `json:"sealed"`
	Why       Text          `json:"why,omitempty"`
	NotBefore Time          `json:"not_before,omitzero"`
	Window    int64         `json:"window_seconds,omitempty"`
	Reverses  uint32        `json:"reverses,omitempty"` // batch that it takes back
	HandedOff []HandedOff   `json:"handed_off,omitempty"`
	Results   []BatchResult `json:"results"` // of accounts of the record
	Others    int           `json:"others"`  // accounts of the batch that are not in the record
	Proposals []uint32      `json:"proposals,omitempty"`
}

// HandedOff says that the files of a batch were written.
type HandedOff struct {
	Mark
	Manifest string `json:"manifest"` // SHA-256
}

// BatchResult is what enforcement said of one account.
type BatchResult struct {
	Account Text   `json:"account"`
	Result  string `json:"result"` // pending, done, failed, not-found
	Message Text   `json:"message,omitempty"`
}

// Appeal is an account owner's objection.
type Appeal struct {
	ID       uint32 `json:"id"`
	Account  Text   `json:"account"`
	Filed    Mark   `json:"filed"`
	Received Time   `json:"received,omitzero"`
	From     Text   `json:"from,omitempty"`
	Text     Text   `json:"text,omitempty"`
	Proposal uint32 `json:"proposal,omitempty"`
	Batch    uint32 `json:"batch,omitempty"`
	Outcome  string `json:"outcome,omitempty"` // "", uphold or overturn
	Decided  Mark   `json:"decided,omitzero"`
	Note     Text   `json:"note,omitempty"`
}
