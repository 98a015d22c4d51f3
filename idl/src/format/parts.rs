//! What declarations are made of: fields, variants, types, settings and values.

use super::builder::{Builder, COMMA, GAP};
use crate::ast::{Field, Model, Msg, Payload, Setting, Type, TypeKind, Value, Variant};

impl Builder<'_> {
    /// `{ id: Int, home: String }`
    pub(super) fn fields(&mut self, fields: &[Field]) {
        self.body(fields, COMMA, Self::field);
    }

    /// `{ Scheduled  Live(minute: Int) }`
    pub(super) fn variants(&mut self, variants: &[Variant]) {
        self.body(variants, GAP, Self::variant);
    }

    /// `(amount: Int)`
    pub(super) fn arguments(&mut self, arguments: &[Field]) {
        self.list(arguments, Self::field);
    }

    /// `-> Type`
    pub(super) fn answer(&mut self, ty: &Type) {
        self.space().token();
        self.space().ty(ty);
    }

    /// A keyword and fields between braces.
    pub(super) fn model(&mut self, model: &Model) {
        self.token();
        self.fields(&model.fields);
    }

    /// A keyword and variants between braces.
    pub(super) fn msg(&mut self, msg: &Msg) {
        self.token();
        self.variants(&msg.variants);
    }

    /// `id: Int`
    pub(super) fn field(&mut self, field: &Field) {
        self.token();
        self.typed(&field.ty);
    }

    /// `: Int`
    pub(super) fn typed(&mut self, ty: &Type) {
        self.token();
        self.space().ty(ty);
    }

    fn variant(&mut self, variant: &Variant) {
        self.token();
        match &variant.payload {
            Payload::Unit => {}
            Payload::Positional(types) => self.list(types, Self::ty),
            Payload::Named(fields) => self.list(fields, Self::field),
        }
    }

    /// `Map<String, (Int, Int)>`
    pub(super) fn ty(&mut self, ty: &Type) {
        match &ty.kind {
            TypeKind::Tuple(types) => self.list(types, Self::ty),
            TypeKind::Named { arguments, .. } => {
                self.token();
                if !arguments.is_empty() {
                    self.list(arguments, Self::ty);
                }
            }
        }
    }

    /// `{ retries 5  backoff 5s }`
    pub(super) fn settings(&mut self, settings: &[Setting]) {
        self.body(settings, GAP, Self::setting);
    }

    /// The settings of a declaration that may have none, and then no braces.
    pub(super) fn options(&mut self, settings: &[Setting]) {
        if self.is_at("{") {
            self.settings(settings);
        }
    }

    fn setting(&mut self, setting: &Setting) {
        self.token();
        if let Some(value) = &setting.value {
            self.space().value(value);
        }
    }

    /// `public.SignIn`, `30m`, `"0 3 * * *"`, `[]`
    pub(super) fn value(&mut self, value: &Value) {
        self.tokens_until(value.span.end);
    }
}
