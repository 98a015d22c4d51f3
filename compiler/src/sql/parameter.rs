//! What each parameter of a query is used as, and the one type that fits all of its uses.

use rally_idl::source::Span;

use super::error::SqlError;
use super::types::{ColumnSource, SqlType, Type, Value};
use super::{Argument, ArgumentType};

/// How strictly a use asks for its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Demand {
    /// Stored in a column.
    Stored,
    /// Given where exactly this type is needed.
    Assigned,
    /// Compared, or calculated with: numbers of any kind go together.
    Compared,
    /// Converted: any type will do, and this one is as good a guess as there is.
    Converted,
}

/// One use of a parameter that says something of its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Evidence {
    pub(crate) span: Span,
    pub(crate) ty: SqlType,
    pub(crate) demand: Demand,
    /// Goes after the type in a sentence: `compared with `g.id``.
    pub(crate) reason: String,
    /// The column that it is stored in or compared with.
    pub(crate) column: Option<ColumnSource>,
}

impl Evidence {
    // A value that means more may be used for what it is stored as, and not the reverse. JSON of one type is a text to
    // what reads it, and to a column only where that is said to hold JSON.
    fn holds(&self, ty: SqlType) -> bool {
        let is_read = self.demand == Demand::Assigned;
        match (ty, self.ty) {
            (a, b) if a == b => true,
            (SqlType::Document(_), SqlType::Json) | (SqlType::Json, SqlType::Document(_)) => true,
            (SqlType::Document(_), wanted) => is_read && ty.stored_as() == wanted,
            (ty, wanted) => ty.stored_as() == wanted,
        }
    }

    /// Whether it is put into a column that holds JSON, or could and does not say so.
    pub(crate) fn is_of_documents(&self) -> bool {
        self.ty.is_json() || (self.demand == Demand::Stored && self.ty == SqlType::String)
    }

    /// Whether a value of type `ty` may be used so.
    pub(crate) fn accepts(&self, ty: SqlType) -> bool {
        match self.demand {
            Demand::Converted => true,
            Demand::Compared => self.holds(ty) || (ty.is_numeric() && self.ty.is_numeric()),
            Demand::Stored | Demand::Assigned => {
                self.holds(ty)
                    || matches!(
                        (ty, self.ty),
                        (SqlType::Int | SqlType::Bool, SqlType::Float)
                            | (SqlType::Bool, SqlType::Int)
                    )
            }
        }
    }
}

/// What a state of the table is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// A value, or each item of a list.
    Value,
    /// All of the list before it, as the JSON of one column.
    WholeList,
}

/// A parameter of the SQL.
#[derive(Debug, Clone)]
pub(crate) struct ParameterState {
    pub(crate) name: String,
    /// The first use.
    pub(crate) span: Span,
    /// There is an argument of this name.
    pub(crate) is_argument: bool,
    /// The declared argument's type and place.
    pub(crate) declared: Option<(ArgumentType, Span)>,
    /// The type found so far.
    pub(crate) inferred: Option<SqlType>,
    subject: Subject,
    evidence: Vec<Evidence>,
    links: Vec<usize>,
}

/// Every parameter of one statement.
#[derive(Debug, Clone, Default)]
pub(crate) struct ParameterTable {
    parameters: Vec<ParameterState>,
}

impl ParameterTable {
    /// One entry for each name among `uses`, with the types that `arguments` declare.
    pub(crate) fn new(uses: &[(String, Span)], arguments: &[Argument]) -> Self {
        let mut table = Self::default();
        for (name, span) in uses {
            if table.index(name).is_none() {
                let argument = arguments.iter().find(|argument| argument.name == *name);
                let state = ParameterState::new(name, *span, argument);
                let whole = argument.and_then(|argument| state.whole(argument));
                table.parameters.push(state);
                table.parameters.extend(whole);
            }
        }
        table
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &ParameterState> {
        self.parameters.iter()
    }

    pub(crate) fn get(&self, index: usize) -> &ParameterState {
        &self.parameters[index]
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.parameters
            .iter()
            .position(|parameter| parameter.name == name)
    }

    /// What a use of `:name` gives; nothing is known of one that the table lacks.
    pub(crate) fn value(&self, name: &str, span: Span) -> Value {
        let Some(index) = self.index(name) else {
            return Value::dynamic();
        };
        let parameter = &self.parameters[index];
        if let Some((ArgumentType::List(_), _)) = parameter.declared {
            return match self.whole_index(index) {
                Some(index) => Value::new(Type::Parameter { index, span }, false),
                // The text of a JSON array.
                None => Value::known(SqlType::String, false),
            };
        }
        let nullable = matches!(parameter.declared, Some((ArgumentType::Optional(_), _)));
        Value::new(Type::Parameter { index, span }, nullable)
    }

    // A list is followed by what it is as a whole.
    fn whole_index(&self, list: usize) -> Option<usize> {
        let whole = self.parameters.get(list + 1)?;
        (whole.subject == Subject::WholeList).then_some(list + 1)
    }

    /// What the use of the list `:name` as a whole at a place was asked for; nothing where that is unknown.
    pub(crate) fn whole_use(&self, name: &str, place: Span) -> WholeUse<'_> {
        let whole = self.index(name).and_then(|list| self.whole_index(list));
        let Some(whole) = whole.map(|whole| &self.parameters[whole]) else {
            return WholeUse::Unknown;
        };
        let mut here = whole.evidence.iter().filter(|found| found.span == place);
        match (whole.refused(), here.next()) {
            (Some(evidence), _) if evidence.span == place => WholeUse::Refused { whole, evidence },
            (_, Some(_)) => WholeUse::Fits,
            (_, None) => WholeUse::Unknown,
        }
    }

    /// What a parameter is bound with: a list that goes into a column of JSON as that.
    pub(crate) fn bound_type(&self, name: &str) -> Option<ArgumentType> {
        let index = self.index(name)?;
        let whole = self.whole_index(index).map(|whole| &self.parameters[whole]);
        let is_json = |whole: &&ParameterState| whole.evidence.iter().any(|e| e.ty.is_json());
        let bound = whole.filter(is_json).unwrap_or(&self.parameters[index]);
        bound.ty()
    }

    /// What a use of the list `:name` gives for each of its items; `None` where it is no list.
    pub(crate) fn item(&self, name: &str, span: Span) -> Option<Value> {
        let index = self.index(name)?;
        let (declared, _) = self.parameters[index].declared?;
        matches!(declared, ArgumentType::List(_))
            .then(|| Value::new(Type::Parameter { index, span }, false))
    }

    /// The type of a value, where a parameter's is known by now.
    pub(crate) fn resolve(&self, ty: Type) -> Type {
        match ty {
            Type::Parameter { index, .. } => {
                let parameter = &self.parameters[index];
                parameter.item().map_or(ty, Type::Known)
            }
            other => other,
        }
    }

    /// Records a use.
    pub(crate) fn record(&mut self, index: usize, evidence: Evidence) {
        let known = &mut self.parameters[index].evidence;
        if !known.contains(&evidence) {
            known.push(evidence);
        }
    }

    /// Records that two parameters are used where they must be of one type.
    pub(crate) fn link(&mut self, a: usize, b: usize) {
        if a != b {
            self.parameters[a].links.push(b);
            self.parameters[b].links.push(a);
        }
    }

    /// Finds types from the evidence so far, and says whether any was new.
    pub(crate) fn solve(&mut self) -> bool {
        let mut changed = false;
        for index in 0..self.parameters.len() {
            let parameter = &self.parameters[index];
            if parameter.declared.is_none() && parameter.inferred.is_none() {
                let found = fitting_type(&parameter.evidence).or_else(|| self.linked_type(index));
                changed |= found.is_some();
                self.parameters[index].inferred = found;
            }
        }
        changed
    }

    fn linked_type(&self, index: usize) -> Option<SqlType> {
        let mut others = self.parameters[index]
            .links
            .iter()
            .map(|&other| &self.parameters[other]);
        others.find_map(ParameterState::item)
    }

    /// Every parameter without a type that fits all of its uses.
    pub(crate) fn errors(&self) -> Vec<SqlError> {
        // Of a list as a whole the place where it stands says more.
        self.parameters
            .iter()
            .filter(|parameter| parameter.subject == Subject::Value)
            .filter_map(ParameterState::error)
            .collect()
    }
}

/// What a list is used as where all of it stands for one value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum WholeUse<'t> {
    /// Nothing is asked for.
    Unknown,
    /// JSON, or text.
    Fits,
    /// Something else.
    Refused {
        whole: &'t ParameterState,
        evidence: &'t Evidence,
    },
}

impl ParameterState {
    fn new(name: &str, span: Span, argument: Option<&Argument>) -> Self {
        Self {
            name: name.to_owned(),
            span,
            is_argument: argument.is_some(),
            declared: argument.and_then(|argument| Some((argument.ty?, argument.span))),
            inferred: None,
            subject: Subject::Value,
            evidence: vec![],
            links: vec![],
        }
    }

    // Of a list: all of it as one value.
    fn whole(&self, argument: &Argument) -> Option<Self> {
        let (ArgumentType::List(_), Some(document)) = (argument.ty?, argument.document) else {
            return None;
        };
        Some(Self {
            declared: Some((
                ArgumentType::One(SqlType::Document(document)),
                argument.span,
            )),
            subject: Subject::WholeList,
            ..self.clone()
        })
    }

    // The first use that the declared type does not fit.
    fn refused(&self) -> Option<&Evidence> {
        let (declared, _) = self.declared?;
        let is_refused = |evidence: &&Evidence| !evidence.accepts(declared.item());
        self.evidence.iter().find(is_refused)
    }

    /// What it is bound with.
    pub(crate) fn ty(&self) -> Option<ArgumentType> {
        let declared = self.declared.map(|(declared, _)| declared);
        declared.or(self.inferred.map(ArgumentType::One))
    }

    /// The type of each of its values.
    fn item(&self) -> Option<SqlType> {
        self.ty().map(ArgumentType::item)
    }

    fn error(&self) -> Option<SqlError> {
        let name = self.name.clone();
        if self.declared.is_some() {
            return self.argument_conflict(self.refused()?);
        }
        let Some(ty) = self.inferred else {
            let untyped = SqlError::UntypedParameter {
                span: self.span,
                name,
            };
            return self.conflict().or(self.is_argument.then_some(untyped));
        };
        let second = self
            .evidence
            .iter()
            .find(|evidence| !evidence.accepts(ty))?
            .clone();
        let first = self
            .evidence
            .iter()
            .find(|evidence| evidence.ty == ty)?
            .clone();
        Some(SqlError::ParameterConflict {
            name,
            first: Box::new(first),
            second: Box::new(second),
        })
    }

    /// The error that a use does not fit what is declared.
    pub(crate) fn argument_conflict(&self, evidence: &Evidence) -> Option<SqlError> {
        let (ty, declared) = self.declared?;
        Some(SqlError::ArgumentConflict {
            name: self.name.clone(),
            declared,
            ty,
            evidence: Box::new(evidence.clone()),
        })
    }

    fn conflict(&self) -> Option<SqlError> {
        let pairs = self
            .evidence
            .iter()
            .flat_map(|a| self.evidence.iter().map(move |b| (a, b)));
        let (first, second) = pairs.into_iter().find(|(a, b)| !b.accepts(a.ty))?;
        Some(SqlError::ParameterConflict {
            name: self.name.clone(),
            first: Box::new(first.clone()),
            second: Box::new(second.clone()),
        })
    }
}

// A Float fits every place a number is compared in and an Int every one but that, so they are tried first; a conversion
// is only a guess.
fn fitting_type(evidence: &[Evidence]) -> Option<SqlType> {
    let of = |demands: &[Demand]| -> Vec<SqlType> {
        evidence
            .iter()
            .filter(|e| demands.contains(&e.demand))
            .map(|e| e.ty)
            .collect()
    };
    let mut candidates = of(&[Demand::Stored, Demand::Assigned]);
    let compared = of(&[Demand::Compared]);
    for wide in [SqlType::Float, SqlType::Int] {
        candidates.extend(compared.iter().filter(|&&ty| ty == wide));
    }
    candidates.extend(compared);
    candidates.extend(of(&[Demand::Converted]));
    candidates
        .into_iter()
        .find(|&ty| evidence.iter().all(|e| e.accepts(ty)))
}
