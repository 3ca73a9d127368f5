package ingest

import (
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// target is what a column or key of an account export is read as.
type target uint8

const (
	tUnknown target = iota
	tIgnored        // known, and of no use; a note says why
	tPlatform
	tAccount
	tUsername
	tDisplayName
	tCreated
	tFirstSeen
	tLastSeen
	tCountry
	tTimezone
	tCity
	tEmployer
	tTitle
	tBio
	tStatus
	tUserType
	tPhoneType
	tFlaggedAt
	tFlagReason
	tFlagSource
	tScore
	tEventID
	tEventTime
	tEventAction
	tEventIP
	tEventASN
	tEventASOrg
	tEventCountry
	tEventRegion
	tEventCity
	tEventLatitude
	tEventLongitude
	tEventDevice
	tEventAgent
	tEventSession
	tEventApp
	tEventResult
	tEventDetail
	tScalars // before here, one value; from here on, several

	tSignals
	tTags
	tSignins
	tPayment
	tResumeText
	tService0  = 100 // + index into services
	tKind0     = 128 // + model.Kind
	tKindEmail = tKind0 + target(model.KindEmail)
)

// services are the ones whose logins can be a column of their own, such as
// github_login; the value becomes a handle "github:login".
var services = [...]string{"github", "gitlab", "twitter", "x", "telegram", "discord", "skype", "linkedin",
	"facebook", "instagram", "reddit", "upwork", "freelancer", "fiverr", "npm", "pypi", "slack"}

// accountFields are the names of the account export: the documented ones and
// those that platforms use for the same things. They are the keys of a
// [Mapping]'s table "fields", too.
var accountFields = func() map[string]target {
	m := map[string]target{
		"platform":   tPlatform,
		"account_id": tAccount, "account": tAccount, "id": tAccount, "user_id": tAccount, "native_id": tAccount,
		"username": tUsername, "login": tUsername, "user_name": tUsername, "screen_name": tUsername,
		"display_name": tDisplayName, "full_name": tDisplayName,
		"created_at": tCreated, "created": tCreated, "creation_date": tCreated,
		"first_seen": tFirstSeen, "last_seen": tLastSeen,
		"claimed_country": tCountry, "country": tCountry,
		"claimed_timezone": tTimezone, "timezone": tTimezone, "time_zone": tTimezone,
		"claimed_city": tCity, "city": tCity, "location": tCity,
		"employer": tEmployer, "company": tEmployer, "title": tTitle, "job_title": tTitle,
		"bio": tBio, "description": tBio, "status": tStatus, "user_type": tUserType, "phone_type": tPhoneType,
		"flagged_at": tFlaggedAt, "flag_reason": tFlagReason, "flag_source": tFlagSource,
		"risk_score": tScore, "score": tScore,
		"signin_id": tEventID, "signin_time": tEventTime, "signin_action": tEventAction, "signin_ip": tEventIP,
		"signin_asn": tEventASN, "signin_as_org": tEventASOrg, "signin_country": tEventCountry,
		"signin_region": tEventRegion, "signin_city": tEventCity, "signin_latitude": tEventLatitude,
		"signin_longitude": tEventLongitude, "signin_device": tEventDevice, "signin_user_agent": tEventAgent,
		"signin_session": tEventSession, "signin_app": tEventApp, "signin_result": tEventResult,
		"signin_detail": tEventDetail,
		"signals":       tSignals, "tags": tTags, "signins": tSignins,
		"payment_instrument": tPayment, "payment_instruments": tPayment, "resume_text": tResumeText,
		"photo_path": tIgnored, "photo_phash": tIgnored, "resume_path": tIgnored,
	}
	for _, k := range model.Kinds() {
		if k == model.KindAccount || k == model.KindUsername {
			continue
		}
		name := k.String()
		m[name] = tKind0 + target(k)
		if strings.HasSuffix(name, "s") {
			m[name+"es"] = m[name]
		} else {
			m[name+"s"] = m[name]
		}
	}
	for alias, k := range map[string]model.Kind{
		"usernames": model.KindUsername, "emails": model.KindEmail, "email_address": model.KindEmail,
		"phone_number": model.KindPhone, "ip_address": model.KindIP, "ip_addresses": model.KindIP,
		"signup_ip": model.KindIP, "login_ip": model.KindIP, "last_ip": model.KindIP,
		"device_id": model.KindDevice, "device_ids": model.KindDevice, "session_id": model.KindSession,
		"device_fingerprint": model.KindFingerprint, "browser_fingerprint": model.KindFingerprint,
		"wallet_address": model.KindWallet, "crypto_address": model.KindWallet,
		"payment_fingerprint": model.KindPayment, "payment_instrument_fingerprint": model.KindPayment,
		"shipping_address": model.KindAddress, "postal_address": model.KindAddress, "billing_address": model.KindAddress,
		"linkedin_url": model.KindURL, "website": model.KindURL, "blog": model.KindURL, "profile_url": model.KindURL,
		"photo_sha256": model.KindPhoto, "photo_hash": model.KindPhoto,
		"resume_sha256": model.KindResume, "resume_hash": model.KindResume,
		"file_sha256": model.KindFileHash, "passport": model.KindDocument, "passport_number": model.KindDocument,
	} {
		m[alias] = tKind0 + target(k)
	}
	for i, s := range services {
		for _, suffix := range [...]string{"_login", "_handle", "_username"} {
			m[s+suffix] = tService0 + target(i)
		}
	}
	return m
}()

// ignoredWhy says why a known column is not read.
const ignoredWhy = "paths and perceptual hashes of photos and résumés are not read: give photo_sha256 and resume_text"

// fieldName brings a column's name into the form of the keys of accountFields.
func fieldName(s string) string { return underscores.Replace(headerName(s)) }

var underscores = strings.NewReplacer(" ", "_", "-", "_", ".", "_")
