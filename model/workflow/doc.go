// Package workflow holds the rules by which work on accounts becomes a decision that
// stands up: notes, cases, claims, proposals, review by other persons, batches,
// appeals, and undoing. It is pure: a [State] is what the entries of the log come to,
// and the store is what writes them.
//
// # Rules of this room
//
//   - There is one path. An [Action] is prepared on the newest state, becomes an
//     [Event], and is applied; a replay of the log applies the same events by the same
//     code. An event that the rules refuse changes nothing, in a replay too: it is kept
//     in [State.Violations], so that an entry which somebody wrote into the file past
//     the rules never counts and is always named. A state is never kept beside the log:
//     nothing could tell that it is what the log comes to, but the log again.
//   - A refusal depends on nothing but the state and the event. Where it depends on the
//     time it can only be lifted by waiting, never brought about, so that what was
//     allowed when it was drafted is allowed when it is replayed.
//   - State is made of tables of immutable records. A change puts a new record in the
//     place of the old one and never touches the old one, so that a published state
//     stays what it was, and so that what a change replaced can be put back: undo
//     is for the login that acted, and refused where something has changed since. To
//     do it again asks the rules again. A hold is a record beside the account's, so
//     that it keeps nobody from undoing what put the account where it is.
//   - Approvals count persons, not names. A login belongs to the person of its own
//     name until an entry says otherwise; saying that two logins are one person takes
//     one word, saying that they are two takes two persons. A login that several
//     persons share proposes, approves, vouches, assesses and decides nothing, and
//     what was proposed under it nobody can approve.
//   - Rules that make deciding easier (fewer approvals for an action, or none of them
//     signed) take effect when a second person sets the same; stricter ones at once.
//   - An approval is for one version of a proposal, named by its hash over everything
//     in it. Whoever wrote or changed any version of it, and whoever has not opened
//     this one, is refused. The approvals are counted again when a batch is sealed, and
//     whenever its files are handed off: by who is known then to be who, and by the
//     version of the policy that the proposal cites. What is lost by then another person
//     can give.
//   - The bodies of events are in files on other people's disks: fields may be added,
//     never renamed, and an action of an unknown name is left alone. Where a rule became
//     stricter, the form of before is taken until the log has one of now.
//
// # The states of an account
//
//	            propose            approve (the last that is needed)
//	(none) ---------------> proposed ---------------> approved
//	   ^                     |    \                      | seal
//	   | withdraw            |     return                v
//	   +---------------------+      \                 batched --> handed-off
//	                                 v                            | confirm
//	                              returned             +----------+----------+
//	                                                   v                     v
//	                                               enforced               failed
//	                                                   | appeal          (seal again)
//	                                                   v
//	                                               appealed --uphold--> enforced
//	                                                   | overturn
//	                                                   v
//	                              overturned --seal, confirm--> reinstated
//
// Beside them stand dismissed (no violation, insufficient evidence, duplicate), which
// one person may say and take back, and a hold (legal, awaiting evidence, follow up on
// a date), which keeps an account out of proposals and batches, and its batch from being
// handed off. An account that leaves a proposal is again what it was before. An account that
// nothing was done to is "flagged" or "known", as the data has it. A hold on a case keeps what is
// proposed for it from being approved, sealed or handed off; see [EditCase].
package workflow
