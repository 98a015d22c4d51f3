//! The nodes that need not move: a longest increasing subsequence.

use super::matching::NEW;

/// Marks a longest increasing subsequence of `sources`, [`NEW`] left out. O(n log n).
pub(super) fn longest_increasing(sources: &[u32]) -> Vec<bool> {
    // tails[l] is the index that ends the increasing run of length l + 1 with the smallest value.
    let mut tails: Vec<usize> = Vec::new();
    let mut before = vec![usize::MAX; sources.len()];
    for (index, &source) in sources.iter().enumerate() {
        if source == NEW {
            continue;
        }
        let length = tails.partition_point(|&tail| sources[tail] < source);
        if length > 0 {
            before[index] = tails[length - 1];
        }
        match tails.get_mut(length) {
            Some(tail) => *tail = index,
            None => tails.push(index),
        }
    }
    let mut marked = vec![false; sources.len()];
    let mut at = tails.last().copied();
    while let Some(index) = at {
        marked[index] = true;
        at = Some(before[index]).filter(|&before| before != usize::MAX);
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stays(sources: &[u32]) -> usize {
        longest_increasing(sources)
            .iter()
            .filter(|&&stays| stays)
            .count()
    }

    #[test]
    fn as_few_as_possible_move() {
        assert_eq!(stays(&[]), 0);
        assert_eq!(stays(&[0, 1, 2, 3]), 4);
        assert_eq!(stays(&[3, 0, 1, 2]), 3);
        assert_eq!(stays(&[3, 2, 1, 0]), 1);
        assert_eq!(stays(&[NEW, 5, NEW, 1, 2, 9, 3, NEW]), 3);
        assert_eq!(longest_increasing(&[0, NEW, 1]), [true, false, true]);
    }
}
