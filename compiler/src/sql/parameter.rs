//! What each parameter of a query is used as, and the one type that fits all of its uses.

use rally_idl::source::Span;

use super::error::SqlError;
use super::types::{SqlType, Type, Value};
use super::{Argument, ArgumentType};

/// How strictly a use asks for its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Demand {
    /// Stored in a column, or given where exactly this type is needed.
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
}

impl Evidence {
    // A value that means more may be used for what it is stored as, and not the reverse.
    fn holds(&self, ty: SqlType) -> bool {
        ty == self.ty || ty.stored_as() == self.ty
    }

    /// Whether a value of type `ty` may be used so.
    pub(crate) fn accepts(&self, ty: SqlType) -> bool {
        match self.demand {
            Demand::Converted => true,
            Demand::Compared => self.holds(ty) || (ty.is_numeric() && self.ty.is_numeric()),
            Demand::Assigned => {
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
                table.parameters.push(ParameterState {
                    name: name.clone(),
                    span: *span,
                    is_argument: argument.is_some(),
                    declared: argument.and_then(|argument| Some((argument.ty?, argument.span))),
                    inferred: None,
                    evidence: vec![],
                    links: vec![],
                });
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
            // The text of a JSON array.
            return Value::known(SqlType::String, false);
        }
        let nullable = matches!(parameter.declared, Some((ArgumentType::Optional(_), _)));
        Value::new(Type::Parameter { index, span }, nullable)
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
        self.parameters
            .iter()
            .filter_map(ParameterState::error)
            .collect()
    }
}

impl ParameterState {
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
        if let Some((declared, span)) = self.declared {
            let evidence = self
                .evidence
                .iter()
                .find(|evidence| !evidence.accepts(declared.item()))?
                .clone();
            return Some(SqlError::ArgumentConflict {
                name,
                declared: span,
                ty: declared,
                evidence,
            });
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
            first,
            second,
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
            first: first.clone(),
            second: second.clone(),
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
    let mut candidates = of(&[Demand::Assigned]);
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
