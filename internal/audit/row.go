package audit

// Row is an entry as it stands in the database or in an export. Sealed is the
// hash that went into the log for it; nil while it is in no seal.
type Row struct {
	Entry
	Sealed []byte
}

// End is the recorded end of a chain, and the place up to which the log holds
// the chain. From is the row to go on from, zero for the beginning.
type End struct {
	Head
	SealedTo int64
	From     Head
}
