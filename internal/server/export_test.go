package server

// RouteLine is one line of the address table, for the walk over all of them.
type RouteLine struct {
	Method, Path string
	Open         bool
}

// RouteTable is every address the program answers.
func RouteTable() []RouteLine {
	var table []RouteLine
	for _, r := range (&Server{}).routes() {
		table = append(table, RouteLine{r.method, r.path, r.open})
	}
	return table
}
