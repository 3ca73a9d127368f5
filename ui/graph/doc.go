// Package graph draws a ring of linked accounts as two figures: a matrix of
// accounts by what they share, in an order in which blocks can be seen, and a
// picture of nodes and links.
//
// Rules of this room:
//
//   - It knows nothing of accounts, of where they come from or of what is done with
//     them: numbers, labels and roles come in, drawn lines go out.
//   - The same input gives the same figure. Where chance would help, a hash of the
//     numbers of nodes takes its place; nodes are first numbered by their place in
//     the structure, so that the order in which accounts were read shows nowhere.
//   - Orders and layouts are found once and kept by the caller; drawing costs what
//     is seen, and is safe on any size of pane and any numbers, NaN included.
//   - Nothing is said by colour alone: a bridge is thick, a weak link dotted, the
//     selected node reversed, the cursor's row and column have guides.
//   - What a figure leaves out it says: links beyond the backbone, nodes without
//     room, rows and columns outside.
//
// What it rests on:
//
//   - Fionn Murtagh, A survey of recent advances in hierarchical clustering
//     algorithms, 1983; Ziv Bar-Joseph, David Gifford and Tommi Jaakkola, Fast
//     optimal leaf ordering for hierarchical clustering, 2001; Innar Liiv, Seriation
//     and matrix reordering methods, 2010, on what a good order is.
//   - Emden Gansner, Yehuda Koren and Stephen North, Graph drawing by stress
//     majorization, 2004; Ulrik Brandes and Christian Pich, Eigensolver methods for
//     progressive multidimensional scaling of large data, 2007.
//   - Arlind Nocaj, Mark Ortmann and Ulrik Brandes, Untangling the hairballs of
//     multi-centered, small-world online social media networks, 2015, for laying out
//     and drawing a backbone instead of all links.
//   - Boris Weisfeiler and Andrei Leman, The reduction of a graph to canonical form,
//     1968.
//   - Jon Christensen, Joe Marks and Stuart Shieber, An empirical study of algorithms
//     for point-feature label placement, 1995.
//   - Jack Bresenham, Algorithm for computer control of a digital plotter, 1965.
package graph
