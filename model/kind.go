package model

// Kind is the type of an identifier. The numbers are stored and never change;
// there is room for 64.
type Kind uint8

// The kinds of identifiers that an account can carry.
const (
	KindNone          Kind = 0
	KindAccount       Kind = 1  // the account's own "platform:native-id"
	KindEmail         Kind = 2  // sign-in or contact e-mail
	KindRecoveryEmail Kind = 3  // recovery e-mail
	KindPhone         Kind = 4  // telephone number, E.164
	KindRecoveryPhone Kind = 5  // recovery telephone number, E.164
	KindIP            Kind = 6  // IPv4 or IPv6 address
	KindDevice        Kind = 7  // managed or reported device id, serial, MAC
	KindFingerprint   Kind = 8  // browser or device fingerprint
	KindSession       Kind = 9  // session, cookie or browser-profile id
	KindMFADevice     Kind = 10 // authenticator or device completing MFA
	KindWallet        Kind = 11 // cryptocurrency address
	KindIBAN          Kind = 12 // bank account, ISO 13616
	KindCard          Kind = 13 // payment card: keyed hash, never the number
	KindPayment       Kind = 14 // other payment instrument, by its fingerprint
	KindName          Kind = 15 // personal or display name
	KindUsername      Kind = 16 // login or user name on its platform
	KindHandle        Kind = 17 // "service:handle", e.g. github:octocat
	KindURL           Kind = 18 // web address
	KindAddress       Kind = 19 // postal address
	KindFileHash      Kind = 20 // SHA-256, SHA-1 or MD5 of a file
	KindPhoto         Kind = 21 // SHA-256 of a photo's file
	KindResume        Kind = 22 // SHA-256 of a résumé's file
	KindDocument      Kind = 23 // government or company document number
	KindCommitEmail   Kind = 24 // author e-mail of commits
	KindPayPal        Kind = 25 // account at a payment service, by its address
	kindEnd           Kind = 26
)

var kindNames = [kindEnd]string{
	KindAccount: "account", KindEmail: "email", KindRecoveryEmail: "recovery_email",
	KindPhone: "phone", KindRecoveryPhone: "recovery_phone", KindIP: "ip",
	KindDevice: "device", KindFingerprint: "fingerprint", KindSession: "session",
	KindMFADevice: "mfa_device", KindWallet: "wallet", KindIBAN: "iban", KindCard: "card",
	KindPayment: "payment", KindName: "name", KindUsername: "username", KindHandle: "handle",
	KindURL: "url", KindAddress: "address", KindFileHash: "file_hash", KindPhoto: "photo",
	KindResume: "resume", KindDocument: "document", KindCommitEmail: "commit_email",
	KindPayPal: "paypal",
}

// String gives the kind's name as used in queries, files and the JSON output.
func (k Kind) String() string {
	if k < kindEnd && k != KindNone {
		return kindNames[k]
	}
	return "none"
}

// KindByName finds a kind by its name; ok is false where there is none.
func KindByName(name string) (k Kind, ok bool) {
	for k := KindAccount; k < kindEnd; k++ {
		if kindNames[k] == name {
			return k, true
		}
	}
	return KindNone, false
}

// Kinds lists every kind in the order of its number.
func Kinds() []Kind {
	ks := make([]Kind, 0, kindEnd-1)
	for k := KindAccount; k < kindEnd; k++ {
		ks = append(ks, k)
	}
	return ks
}

// Family groups kinds whose evidence is not independent: two shared values of
// one family corroborate each other less than two of different families.
func (k Kind) Family() string {
	switch k {
	case KindEmail, KindRecoveryEmail, KindPhone, KindRecoveryPhone, KindHandle, KindCommitEmail, KindURL:
		return "contact"
	case KindIP:
		return "network"
	case KindDevice, KindFingerprint, KindSession, KindMFADevice:
		return "device"
	case KindWallet, KindIBAN, KindCard, KindPayment, KindPayPal:
		return "money"
	case KindName, KindUsername:
		return "persona"
	case KindAddress, KindDocument:
		return "place"
	case KindFileHash, KindPhoto, KindResume:
		return "content"
	}
	return "account"
}

// Status says whether an identifier may link accounts, and if not why.
type Status uint8

// The statuses of an identifier. Only StatusOK links.
const (
	StatusOK          Status = 0 // canonical and fit to link
	StatusPlaceholder Status = 1 // stands for "nothing": "", null, n/a, all zeros, noreply@
	StatusPrivate     Status = 2 // an address that is not unique: private, loopback, carrier NAT range
	StatusSuspect     Status = 3 // almost a valid value: a wallet one digit short, a typo domain
	StatusInvalid     Status = 4 // not a value of its kind at all
	statusEnd         Status = 5
)

// String gives the status as in the JSON output.
func (s Status) String() string {
	switch s {
	case StatusOK:
		return "ok"
	case StatusPlaceholder:
		return "placeholder"
	case StatusPrivate:
		return "private"
	case StatusSuspect:
		return "suspect"
	}
	return "invalid"
}
