package audit

// Row is an entry as it stands in the database or in an export. Sealed is the
// hash that went into the log for it; nil while it is in no seal. Index is its
// place in the log, where the reader asked for it.
type Row struct {
	Entry
	Sealed []byte
	Index  int64

	fits bool // the entry is known to give its hash
}

// End is the recorded end of a chain, and the place up to which the log holds
// the chain. From is the row to go on from, zero for the beginning.
type End struct {
	Head
	SealedTo int64
	From     Head
}
