//! Values of arguments as the fields of a plain HTML form, and back.

use super::{FormError, FormFields};

/// A value that a form field can hold.
pub trait FormValue: Sized {
    /// The field's text.
    fn to_field(&self) -> String;

    /// The value of a field; `None` as text where the form has no such field, as a checkbox that is not ticked.
    fn from_field(text: Option<&str>) -> Option<Self>;
}

impl FormFields {
    /// Reads the value of a field.
    ///
    /// # Errors
    /// Names the field where it is missing or holds something else.
    pub fn read<T: FormValue>(&self, field: &'static str) -> Result<T, FormError> {
        T::from_field(self.get(field)).ok_or(FormError { field })
    }
}

impl FormValue for i64 {
    fn to_field(&self) -> String {
        itoa::Buffer::new().format(*self).to_owned()
    }

    fn from_field(text: Option<&str>) -> Option<Self> {
        text?.trim().parse().ok()
    }
}

impl FormValue for f64 {
    fn to_field(&self) -> String {
        self.to_string()
    }

    fn from_field(text: Option<&str>) -> Option<Self> {
        text?
            .trim()
            .parse()
            .ok()
            .filter(|value: &f64| value.is_finite())
    }
}

impl FormValue for String {
    fn to_field(&self) -> String {
        self.clone()
    }

    fn from_field(text: Option<&str>) -> Option<Self> {
        text.map(str::to_owned)
    }
}

// A ticked checkbox is sent as `on` unless it says otherwise; one that is not ticked is not sent at all
// (HTML, "Constructing the entry list").
impl FormValue for bool {
    fn to_field(&self) -> String {
        if *self { "true" } else { "false" }.to_owned()
    }

    fn from_field(text: Option<&str>) -> Option<Self> {
        match text {
            None | Some("false") => Some(false),
            Some("true" | "on") => Some(true),
            Some(_) => None,
        }
    }
}

impl<T: FormValue> FormValue for Option<T> {
    fn to_field(&self) -> String {
        self.as_ref().map_or_else(String::new, FormValue::to_field)
    }

    fn from_field(text: Option<&str>) -> Option<Self> {
        match text {
            None | Some("") => Some(None),
            Some(text) => T::from_field(Some(text)).map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FormError, FormFields};

    fn form(fields: &[(&str, &str)]) -> FormFields {
        FormFields(
            fields
                .iter()
                .map(|(name, text)| ((*name).into(), (*text).into()))
                .collect(),
        )
    }

    #[test]
    fn a_number_may_have_space_around_it_and_nothing_else() {
        assert_eq!(form(&[("amount", " 3 ")]).read::<i64>("amount"), Ok(3));
        assert_eq!(
            form(&[("amount", "3x")]).read::<i64>("amount"),
            Err(FormError { field: "amount" })
        );
        assert_eq!(
            form(&[]).read::<i64>("amount"),
            Err(FormError { field: "amount" })
        );
    }

    #[test]
    fn a_checkbox_that_is_not_sent_is_not_ticked() {
        assert_eq!(form(&[]).read::<bool>("agreed"), Ok(false));
        assert_eq!(form(&[("agreed", "on")]).read::<bool>("agreed"), Ok(true));
        assert!(form(&[("agreed", "maybe")]).read::<bool>("agreed").is_err());
    }

    #[test]
    fn an_empty_field_is_no_value() {
        assert_eq!(form(&[("age", "")]).read::<Option<i64>>("age"), Ok(None));
        assert_eq!(
            form(&[("age", "7")]).read::<Option<i64>>("age"),
            Ok(Some(7))
        );
        assert!(form(&[("age", "x")]).read::<Option<i64>>("age").is_err());
    }

    #[test]
    fn a_number_that_is_not_finite_is_refused() {
        assert!(form(&[("size", "NaN")]).read::<f64>("size").is_err());
        assert!(form(&[("size", "1e999")]).read::<f64>("size").is_err());
    }
}
