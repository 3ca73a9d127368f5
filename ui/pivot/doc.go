// Package pivot is the page of one value: who carries it, with one of four answers,
// and what else each of them carries. One pulls on an account and follows the thread
// from value to account to value.
//
// Where to look: page.go the page and its actions, trail.go the way that led here,
// look.go the value, links.go what its links say, arrange.go the order of the holders
// and what hides some, carried.go the identifiers of the holder under the cursor,
// head.go what stands above the two panes, view.go where everything is.
//
// The trail is the accounts and values that led here, by turns, as the Refs of the
// place: the last is the account whose identifier was followed. What has been seen on
// it follows from these and is not kept: it is the accounts of the trail and the
// holders of its values. A link of the trail is one holder of one of its values. So a
// value adds the holders that were not there yet, and as many links as it has holders
// unless it was on the trail before. A hub and a value that counts for nothing add
// nothing, nor do they bring anything when they are on the trail: their holders have
// nothing to do with each other.
//
// Rules of this room:
//
//   - The holders of a hub, or of what is excluded by somebody's word, are listed only
//     when that is asked for.
//   - Every value shows how many carry it before it is followed.
//   - Strength is always that of the link to one account, which is named. It is blank
//     until the links are known; nothing waits for them but a value of a kind of
//     evidence's own, whose holders follow from them.
//   - What a value is worth stands beside its innocent explanation or not at all.
package pivot
