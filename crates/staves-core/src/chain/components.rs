//! Strongly connected components (Tarjan 1972), without recursion.

use super::NONE;
use super::lists::Lists;

/// The components of a graph, each after all those it points to.
pub fn components(edges: &Lists) -> Vec<Vec<u32>> {
    let mut walk = Walk {
        edges,
        number: vec![NONE; edges.len()],
        low: vec![NONE; edges.len()],
        open: Vec::new(),
        found: Vec::new(),
        next: 0,
    };
    for node in 0..edges.len() as u32 {
        if walk.number[node as usize] == NONE {
            walk.from(node);
        }
    }
    walk.found
}

struct Walk<'e> {
    edges: &'e Lists,
    /// Order of discovery.
    number: Vec<u32>,
    /// Earliest node that is known to be reached and is still open; [`NONE`] once closed.
    low: Vec<u32>,
    open: Vec<u32>,
    found: Vec<Vec<u32>>,
    next: u32,
}

impl Walk<'_> {
    fn enter(&mut self, node: u32) {
        self.number[node as usize] = self.next;
        self.low[node as usize] = self.next;
        self.next += 1;
        self.open.push(node);
    }

    fn from(&mut self, root: u32) {
        // Nodes on the way down, each with how many of its edges were followed.
        let mut way = vec![(root, 0)];
        self.enter(root);
        while let Some((node, followed)) = way.last_mut() {
            let node = *node;
            if let Some(next) = self.edges.of(node as usize).get(*followed).copied() {
                *followed += 1;
                if self.number[next as usize] == NONE {
                    self.enter(next);
                    way.push((next, 0));
                } else if self.low[next as usize] != NONE {
                    let low = &mut self.low[node as usize];
                    *low = (*low).min(self.number[next as usize]);
                }
                continue;
            }
            way.pop();
            let low = self.low[node as usize];
            if low == self.number[node as usize] {
                self.close(node);
            } else if let Some((above, _)) = way.last() {
                let above = &mut self.low[*above as usize];
                *above = (*above).min(low);
            }
        }
    }

    fn close(&mut self, root: u32) {
        let at = self.open.iter().rposition(|node| *node == root).expect("a root is still open");
        let mut members = self.open.split_off(at);
        members.iter().for_each(|node| self.low[*node as usize] = NONE);
        members.sort_unstable();
        self.found.push(members);
    }
}
