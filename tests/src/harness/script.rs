//! Sessions as data: what people do, step by step, and what the network does meanwhile. Printed where one fails, it can
//! be repeated.

use std::fmt;

use rally_runtime::client::conversation::Millis;

use super::call::Deed;
use super::network::{Order, Parcel};
use super::oracle::{Models, Persons};

/// One step of a session. Tabs are numbered from 0 and open from the beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A tab does something, and nobody waits for the answer.
    Act(usize, Deed),
    /// The same; it may take so long.
    ActWithin(usize, Deed, Millis),
    /// A tab writes a line by the form of its page, as kept before the page lived: under the form's key.
    ActByForm(usize),
    /// The browser posts that form too, with the same fields.
    Submit(usize),
    /// All tabs have their answers, and have nothing to say for a while.
    Settle,
    /// A tab has its answers.
    Await(usize),
    /// Somebody goes to the page of the same book again.
    Navigate(usize),
    /// A tab loads its document again, whatever is unanswered.
    LoadDocument(usize),
    /// A tab is left, with its page kept.
    Leave(usize),
    /// It is come back to.
    ComeBack(usize),
    /// The tab is told that the network is back.
    Nudge(usize),
    /// As much time passes for a tab.
    Sleep(usize, Millis),
    /// In another window of the browser somebody signs in, or out.
    SignIn(Option<&'static str>),
}

/// Which page of a book tabs are at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The book, which follows a topic.
    Book,
    /// Its table, which has a model and hears broadcasts, and where people sign in over the socket.
    Table,
}

/// What people do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// How many tabs there are.
    pub tabs: usize,
    /// Where all of them are.
    pub place: Place,
    /// In order.
    pub steps: Vec<Step>,
}

/// What the networks do, each in front of one tab.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// To sockets, by the number of the tab.
    pub orders: Vec<(usize, Order)>,
    /// To what is sent as a page is left, by the number of the tab, in order.
    pub parcels: Vec<(usize, Parcel)>,
    /// To requests that redeem a token, by the number of the tab, in order.
    pub redemptions: Vec<(usize, Parcel)>,
}

impl Script {
    /// One tab does each of these and waits for the answer.
    #[must_use]
    pub fn patient(deeds: &[Deed]) -> Self {
        let steps = deeds
            .iter()
            .flat_map(|&deed| [Step::Act(0, deed), Step::Await(0)]);
        Self::of_one_tab(steps.collect())
    }

    /// One tab does all of these at once.
    #[must_use]
    pub fn hasty(deeds: &[Deed]) -> Self {
        Self::of_one_tab(deeds.iter().map(|&deed| Step::Act(0, deed)).collect())
    }

    /// Whether anybody signs in or out.
    #[must_use]
    pub fn persons(&self) -> Persons {
        match self.steps.iter().any(Step::changes_person) {
            true => Persons::Change,
            false => Persons::Stay,
        }
    }

    /// How many lines there are after an undisturbed session.
    #[must_use]
    pub fn steps_that_write(&self) -> usize {
        let writes = |step: &&Step| match step {
            Step::Act(_, deed) => deed.leaves_a_line() || *deed == Deed::Say,
            _ => false,
        };
        self.steps.iter().filter(writes).count()
    }

    /// Whether anybody signs in or out in another window.
    #[must_use]
    pub fn has_windows(&self) -> bool {
        let mut steps = self.steps.iter();
        steps.any(|step| matches!(step, Step::SignIn(_)))
    }

    /// Whether pages keep their models as long as the server lives.
    #[must_use]
    pub fn models(&self) -> Models {
        let ends = |step: &Step| {
            step.changes_person() || matches!(step, Step::Navigate(_) | Step::LoadDocument(_))
        };
        match self.steps.iter().any(ends) {
            true => Models::Go,
            false => Models::Stay,
        }
    }

    /// A session of one tab.
    #[must_use]
    pub fn of_one_tab(steps: Vec<Step>) -> Self {
        Self {
            tabs: 1,
            place: Place::Book,
            steps,
        }
    }

    /// The same at the table.
    #[must_use]
    pub fn at_table(self) -> Self {
        let place = Place::Table;
        Self { place, ..self }
    }
}

impl Step {
    fn changes_person(&self) -> bool {
        match self {
            Self::SignIn(_) => true,
            Self::Act(_, deed) => deed.introduces().is_some(),
            _ => false,
        }
    }
}

impl Plan {
    /// The network of the first tab has one order.
    #[must_use]
    pub fn of(order: Order) -> Self {
        Self {
            orders: vec![(0, order)],
            ..Self::default()
        }
    }

    /// This becomes of the first token of the first tab.
    #[must_use]
    pub fn of_redemption(parcel: Parcel) -> Self {
        Self {
            redemptions: vec![(0, parcel)],
            ..Self::default()
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (tab, order) in &self.orders {
            write!(f, "tab {tab}: {order}; ")?;
        }
        for (tab, parcel) in &self.parcels {
            write!(f, "tab {tab}: parting {parcel:?}; ")?;
        }
        for (tab, parcel) in &self.redemptions {
            write!(f, "tab {tab}: redemption {parcel:?}; ")?;
        }
        Ok(())
    }
}
