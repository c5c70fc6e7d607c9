// Package casefile is the rulebook page about the case itself: its reference,
// its states and allowed moves, what stands in the way of closing it, the one
// next step to show, and its place on the worklist.
//
// It does not decide what a consent answer or a decision letter means (see
// packages consent and decision), it computes no dates (see deadline), and it
// does not say who may press which button (see access): the roles in the move
// table are there to be read and to be proved against the policy.
package casefile
