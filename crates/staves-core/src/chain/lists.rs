//! Lists of ids in one block: list `k` is `items[start[k]..start[k + 1]]`.

/// Many short lists.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    start: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Sorts pairs of (list, item) into lists; inside a list items keep their order.
    pub fn from_pairs(count: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut start = vec![0; count + 1];
        pairs.clone().for_each(|(list, _)| start[list as usize + 1] += 1);
        for k in 0..count {
            start[k + 1] += start[k];
        }
        let mut next = start.clone();
        let mut items = vec![0; start[count] as usize];
        for (list, item) in pairs {
            items[next[list as usize] as usize] = item;
            next[list as usize] += 1;
        }
        Self { start, items }
    }

    /// The items of a list.
    pub fn of(&self, list: usize) -> &[u32] {
        &self.items[self.range(list)]
    }

    /// Where the items of a list stand in the block.
    pub fn range(&self, list: usize) -> std::ops::Range<usize> {
        self.start[list] as usize..self.start[list + 1] as usize
    }

    /// How many lists there are.
    pub fn len(&self) -> usize {
        self.start.len() - 1
    }

    /// Pairs of (list, item).
    pub fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + Clone + '_ {
        (0..self.len()).flat_map(|list| self.of(list).iter().map(move |item| (list as u32, *item)))
    }
}
