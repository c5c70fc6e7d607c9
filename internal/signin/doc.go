// Package signin finds out who is there: passwords and their hashes, slowing
// down guesses, and the session that remembers the answer. A second factor
// will live here too. What the person may then do is asked of package access.
package signin
