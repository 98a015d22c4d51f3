//! A list that needs no allocation for one item: most elements have one child, and many one attribute.

use std::ops::{Deref, DerefMut};

/// A list, mostly of none or one.
pub(crate) enum Few<T> {
    /// Nothing.
    None,
    /// A single item, in its place.
    One(T),
    /// Several items.
    Many(Vec<T>),
}

impl<T> Few<T> {
    /// An empty list that is to take about so many.
    pub(crate) fn with_capacity(count: usize) -> Few<T> {
        if count > 1 {
            Few::Many(Vec::with_capacity(count))
        } else {
            Few::None
        }
    }

    pub(crate) fn push(&mut self, item: T) {
        match self {
            Few::Many(items) => items.push(item),
            Few::None => *self = Few::One(item),
            Few::One(_) => {
                let mut items = self.take().into_vec();
                items.push(item);
                *self = Few::Many(items);
            }
        }
    }

    /// Leaves an empty list behind.
    pub(crate) fn take(&mut self) -> Few<T> {
        std::mem::replace(self, Few::None)
    }

    pub(crate) fn into_vec(self) -> Vec<T> {
        match self {
            Few::None => Vec::new(),
            Few::One(item) => {
                let mut items = Vec::with_capacity(4);
                items.push(item);
                items
            }
            Few::Many(items) => items,
        }
    }
}

impl<T> From<Vec<T>> for Few<T> {
    fn from(items: Vec<T>) -> Few<T> {
        Few::Many(items)
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Few::None => &[],
            Few::One(item) => std::slice::from_ref(item),
            Few::Many(items) => items,
        }
    }
}

impl<T> DerefMut for Few<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match self {
            Few::None => &mut [],
            Few::One(item) => std::slice::from_mut(item),
            Few::Many(items) => items,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_stay_in_order() {
        let mut few = Few::with_capacity(0);
        for item in 0..4 {
            assert_eq!(few.len(), item);
            few.push(item);
        }
        assert_eq!(*few, [0, 1, 2, 3]);
        few[0] = 9;
        assert_eq!(few.take().into_vec(), [9, 1, 2, 3]);
        assert!(few.is_empty());
    }
}
