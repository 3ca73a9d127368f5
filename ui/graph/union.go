package graph

// union holds disjoint sets of numbers; the smallest member names its set, so that
// the sets come out in the order of their numbers.
type union []int

func newUnion(n int) union { return upTo(n) }

func (u union) find(i int) int {
	for u[i] != i {
		u[i] = u[u[i]]
		i = u[i]
	}
	return i
}

// join reports whether a and b were apart.
func (u union) join(a, b int) bool {
	a, b = u.find(a), u.find(b)
	u[max(a, b)] = min(a, b)
	return a != b
}

// parts gives the sets by their smallest members, each ascending.
func (u union) parts() [][]int {
	var out [][]int
	at := make([]int, len(u))
	for i := range u {
		root := u.find(i)
		if root == i {
			at[i] = len(out)
			out = append(out, nil)
		}
		out[at[root]] = append(out[at[root]], i)
	}
	return out
}
