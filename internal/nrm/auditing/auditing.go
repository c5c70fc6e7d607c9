// Package auditing is the rulebook page of those who check how consent was
// asked for: the checks A1 to A9 of the domain guide (section 4) made on one
// record, how a sample is drawn so that anybody can draw it again, which
// records deserve a look whatever chance says, and what becomes of a finding.
//
// It judges what is recorded and names the evidence. Whether the client was
// treated well only a person can say; the register and the desk are elsewhere.
package auditing
