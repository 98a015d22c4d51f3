//! The page `Desk` at `/desk`. It has no heading.

use contract::public::Route;
use contract::public::desk::{Context, DeskPage, Model, Msg, ServerKeep};
use rally_runtime::effect::{self, Effect};
use rally_runtime::html::{self, Attribute, Element};
use rally_runtime::page::Head;

/// Controls of every kind, to be used before the page lives.
pub struct Desk;

impl DeskPage for Desk {
    fn init(kept: Vec<String>, _cx: &Context) -> (Model, Effect<Msg>) {
        let model = Model {
            kept,
            text: String::new(),
            shout: String::new(),
            size: "large".to_owned(),
            colour: "red".to_owned(),
            agreed: false,
            line: String::new(),
            entered: vec![],
            presses: 0,
        };
        (model, effect::none())
    }

    fn update(model: &mut Model, msg: Msg, _cx: &Context) -> Effect<Msg> {
        match msg {
            Msg::TextChanged(text) => model.text = text,
            Msg::ShoutChanged(text) => model.shout = text.to_uppercase(),
            Msg::SizeChosen(size) => model.size = size,
            Msg::ColourChosen(colour) => model.colour = colour,
            Msg::Agreed(agreed) => model.agreed = agreed,
            Msg::LineChanged(line) => model.line = line,
            Msg::Entered => model.entered.push(std::mem::take(&mut model.line)),
            Msg::Pressed => model.presses += 1,
            Msg::GotKeep(Ok(kept)) => model.kept = kept,
            Msg::GotKeep(Err(_)) => model.kept.push("failed".to_owned()),
        }
        effect::none()
    }

    fn view(model: &Model, _cx: &Context) -> Element<Msg> {
        html::main(
            [],
            [
                html::p([html::id("model")], [html::text(summary(model))]),
                keep(model),
                input("shout", &model.shout, html::on_input(Msg::ShoutChanged)),
                html::fieldset(
                    [],
                    ["small", "medium", "large"].map(|size| radio(model, size)),
                ),
                html::input([
                    html::id("agreed"),
                    html::type_("checkbox"),
                    html::checked(model.agreed),
                    html::on_check(Msg::Agreed),
                ]),
                html::select(
                    [
                        html::id("colour"),
                        html::value(model.colour.clone()),
                        html::on_change(Msg::ColourChosen),
                    ],
                    ["red", "green", "blue"].map(option),
                ),
                html::div(
                    [html::on_key("Enter", Msg::Entered)],
                    [input("line", &model.line, html::on_input(Msg::LineChanged))],
                ),
                html::button(
                    [html::id("press"), html::on_click(Msg::Pressed)],
                    [html::text("Press")],
                ),
                html::ul(
                    [html::id("kept")],
                    model
                        .kept
                        .iter()
                        .map(|kept| html::li([], [html::text(kept.clone())])),
                ),
                html::a(
                    [html::href(Route::Home), html::id("home")],
                    [html::text("All places")],
                ),
            ],
        )
    }

    fn head(_model: &Model, _cx: &Context) -> Head {
        Head::title("Desk")
    }
}

fn summary(model: &Model) -> String {
    let Model {
        text,
        shout,
        size,
        colour,
        agreed,
        entered,
        presses,
        ..
    } = model;
    format!(
        "{text}|{shout}|{size}|{colour}|{agreed}|{}|{presses}",
        entered.join(",")
    )
}

fn keep(model: &Model) -> Element<Msg> {
    html::rpc_form::<ServerKeep, Msg>(
        Msg::GotKeep,
        [html::id("form")],
        [
            html::input([
                html::id("text"),
                html::name("text"),
                html::value(model.text.clone()),
                html::on_input(Msg::TextChanged),
            ]),
            // Nothing hears of this choice before the form is submitted.
            html::select(
                [html::id("choice"), html::name("choice"), html::value("tea")],
                ["tea", "milk"].map(option),
            ),
            html::button([html::id("keep")], [html::text("Keep")]),
            html::button(
                [html::id("twice"), html::name("times"), html::value("2")],
                [html::text("Keep twice")],
            ),
        ],
    )
}

fn input(id: &'static str, value: &str, heard: Attribute<Msg>) -> Element<Msg> {
    html::input([html::id(id), html::value(value.to_owned()), heard])
}

fn radio(model: &Model, size: &'static str) -> Element<Msg> {
    html::input([
        html::id(size),
        html::type_("radio"),
        html::name("size"),
        html::value(size),
        html::checked(model.size == size),
        html::on_change(Msg::SizeChosen),
    ])
}

fn option(name: &'static str) -> Element<Msg> {
    html::option([], [html::text(name)])
}
