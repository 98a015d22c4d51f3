//! Types as they are written in `.rally` files, for messages.

use super::{Schema, Type};

impl Schema {
    /// The type as its author would write it: `List<GameView>`.
    #[must_use]
    pub fn written(&self, ty: &Type) -> String {
        match ty {
            Type::Int => "Int".to_owned(),
            Type::Float => "Float".to_owned(),
            Type::Bool => "Bool".to_owned(),
            Type::String => "String".to_owned(),
            Type::Unit => "Unit".to_owned(),
            Type::Bytes => "Bytes".to_owned(),
            Type::Time => "Time".to_owned(),
            Type::Date => "Date".to_owned(),
            Type::Uuid => "Uuid".to_owned(),
            Type::Decimal => "Decimal".to_owned(),
            Type::Json => "Json".to_owned(),
            Type::List(item) => format!("List<{}>", self.written(item)),
            Type::Option(item) => format!("Option<{}>", self.written(item)),
            Type::Map(key, value) => format!("Map<{}, {}>", self.written(key), self.written(value)),
            Type::Result(ok, error) => {
                format!("Result<{}, {}>", self.written(ok), self.written(error))
            }
            Type::Tuple(items) => {
                let items: Vec<String> = items.iter().map(|item| self.written(item)).collect();
                format!("({})", items.join(", "))
            }
            Type::Declared(id) => self.types[id.0].name.text.clone(),
            Type::Reply(_) => "Reply<…>".to_owned(),
            Type::Event(topic) => format!("Event<{}>", self.topics[*topic].name.text),
            Type::ToClient => "ToClient".to_owned(),
            Type::Error => "…".to_owned(),
        }
    }
}
