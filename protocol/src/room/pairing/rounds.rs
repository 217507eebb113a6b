//! In which round which groups meet.
//!
//! Services and their meetings form a graph. If its meetings can be coloured with as many colours as the
//! busiest service has meetings, each colour is a round in which whole services meet: two services need one.
//!
//! An odd ring of services (three in a cycle) cannot: one service would always sit idle, for one round more.
//! So each service is split into two halves, and in every meeting the first half of one service meets the
//! second half of the other. That graph of halves is bipartite (every edge joins a first to a second half),
//! and a bipartite graph always has such a colouring (Kőnig 1916): three services need two rounds, and
//! nobody waits. It takes two groups in each service; with fewer, there is the round more.

use super::Side;

/// Groups of two services that meet in one round, before they are seated.
pub(super) struct Block<'a> {
    /// From 0.
    pub(super) round: u8,
    /// The two services, as in the meeting.
    pub(super) services: (usize, usize),
    /// Groups of the first service.
    pub(super) one: Side<'a>,
    /// Groups of the second service.
    pub(super) other: Side<'a>,
}

/// Services up to this many have the sizes of their halves fitted to each other; it bounds the search.
const FITTED: usize = 10;

/// What meets when, in order of rounds. Each meeting is (a lower place in `sides`, a higher one).
pub(super) fn blocks<'a>(sides: &[Side<'a>], meetings: &[(usize, usize)]) -> Vec<Block<'a>> {
    let whole = colour(sides.len(), meetings);
    let rounds = whole.iter().max().map_or(0, |last| last + 1);
    let splittable = meetings.iter().all(|&(a, b)| sides[a].len() > 1 && sides[b].len() > 1);
    let mut blocks: Vec<Block<'a>> = if rounds > busiest(sides.len(), meetings) && splittable {
        split(sides, meetings)
    } else {
        let whole = meetings.iter().zip(whole);
        whole.map(|(&meeting, round)| block(round, meeting, &sides[meeting.0], &sides[meeting.1])).collect()
    };
    blocks.sort_by_key(|block| block.round);
    blocks
}

fn block<'a>(round: usize, services: (usize, usize), one: &Side<'a>, other: &Side<'a>) -> Block<'a> {
    let round = u8::try_from(round).unwrap_or(u8::MAX);
    Block { round, services, one: one.clone(), other: other.clone() }
}

/// Meetings of halves: two for each meeting of services.
fn split<'a>(sides: &[Side<'a>], meetings: &[(usize, usize)]) -> Vec<Block<'a>> {
    let swapped = fit(sides, meetings);
    let halves: Vec<Side<'a>> = sides
        .iter()
        .enumerate()
        .flat_map(|(service, side)| {
            let every_other = |from: usize| side.iter().skip(from).step_by(2).copied().collect::<Side<'a>>();
            let first_is_smaller = usize::from(is_swapped(swapped, service));
            [every_other(first_is_smaller), every_other(1 - first_is_smaller)]
        })
        .collect();
    let edges: Vec<(usize, usize)> =
        meetings.iter().flat_map(|&(a, b)| [(2 * a, 2 * b + 1), (2 * a + 1, 2 * b)]).collect();
    let rounds = colour(halves.len(), &edges);
    let edges = edges.into_iter().zip(rounds);
    edges.map(|((a, b), round)| block(round, (a / 2, b / 2), &halves[a], &halves[b])).collect()
}

fn is_swapped(swapped: u32, service: usize) -> bool {
    service < FITTED && swapped & (1 << service) != 0
}

/// Of which services the first half should be the smaller, as bits, so that halves that meet are alike in
/// number: three groups at one is worst, two at one is next.
fn fit(sides: &[Side<'_>], meetings: &[(usize, usize)]) -> u32 {
    let halves = |swapped: u32, service: usize| {
        let (smaller, larger) = (sides[service].len() / 2, sides[service].len().div_ceil(2));
        if is_swapped(swapped, service) { (smaller, larger) } else { (larger, smaller) }
    };
    let unlike = |one: usize, other: usize| match (one.min(other), one.max(other)) {
        (few, many) if many > 2 * few => 100,
        (few, many) => many - few,
    };
    let cost = |&swapped: &u32| -> usize {
        let meeting = |&(a, b): &(usize, usize)| {
            let (a, b) = (halves(swapped, a), halves(swapped, b));
            unlike(a.0, b.1) + unlike(a.1, b.0)
        };
        meetings.iter().map(meeting).sum()
    };
    (0..1 << sides.len().min(FITTED)).min_by_key(cost).unwrap_or(0)
}

/// The most meetings that any one has.
fn busiest(vertices: usize, edges: &[(usize, usize)]) -> usize {
    let meetings = |vertex: usize| edges.iter().filter(|&&(a, b)| a == vertex || b == vertex).count();
    (0..vertices).map(meetings).max().unwrap_or(0)
}

/// Colours the edges so that no two at a vertex are alike, by Kempe chains: with as many colours as the
/// busiest vertex has edges if the graph is bipartite, with a few more at worst if not.
fn colour(vertices: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut palette = busiest(vertices, edges);
    let mut colours: Vec<Option<usize>> = vec![None; edges.len()];
    for (edge, &(u, v)) in edges.iter().enumerate() {
        let free = |vertex: usize| -> Vec<usize> {
            (0..palette).filter(|&c| at(edges, &colours, vertex, c).is_none()).collect()
        };
        let (free_u, free_v) = (free(u), free(v));
        let both = free_u.iter().find(|colour| free_v.contains(colour)).copied();
        let chosen = both.or_else(|| {
            let chains = free_u.iter().flat_map(|&a| free_v.iter().map(move |&b| (a, b)));
            let (a, b, chain) = chains
                .map(|(a, b)| (a, b, chain(edges, &colours, v, (a, b))))
                .find(|(_, _, chain)| chain.1 != u)?;
            for link in chain.0 {
                colours[link] = colours[link].map(|c| if c == a { b } else { a });
            }
            Some(a)
        });
        colours[edge] = Some(chosen.unwrap_or_else(|| {
            palette += 1;
            palette - 1
        }));
    }
    colours.into_iter().flatten().collect()
}

/// The edge of that colour at a vertex.
fn at(edges: &[(usize, usize)], colours: &[Option<usize>], vertex: usize, colour: usize) -> Option<usize> {
    let mut coloured = edges.iter().zip(colours);
    coloured.position(|(&(a, b), c)| (a == vertex || b == vertex) && *c == Some(colour))
}

/// The edges from a vertex that take the two colours in turn, and the vertex where they end.
fn chain(
    edges: &[(usize, usize)],
    colours: &[Option<usize>],
    from: usize,
    (first, second): (usize, usize),
) -> (Vec<usize>, usize) {
    let (mut chain, mut vertex, mut next) = (Vec::new(), from, [first, second].into_iter().cycle());
    while let Some(edge) = next.next().and_then(|colour| at(edges, colours, vertex, colour)) {
        chain.push(edge);
        let (a, b) = edges[edge];
        vertex = if vertex == a { b } else { a };
    }
    (chain, vertex)
}
