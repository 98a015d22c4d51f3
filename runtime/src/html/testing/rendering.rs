//! Views as HTML, case by case.

use crate::html::{self, Element};

type View = Element<()>;

fn html_of(view: View) -> String {
    view.to_html()
}

#[test]
fn text_and_attributes_are_escaped() {
    let view = html::p([html::title("\"<b>&")], [html::text("<script>&\"")]);
    assert_eq!(
        html_of(view),
        "<p title=\"&quot;&lt;b&gt;&amp;\">&lt;script&gt;&amp;\"</p>"
    );
}

#[test]
fn numbers_are_text() {
    let view = html::fragment([
        html::text(i64::MIN),
        html::text(" "),
        html::text(0.1),
        html::text(u8::MAX),
        html::text('é'),
    ]);
    assert_eq!(html_of(view), "-9223372036854775808 0.1255é");
}

#[test]
fn classes_and_styles_join_and_others_are_replaced() {
    let view = html::div(
        [
            html::class("a"),
            html::id("x"),
            html::classes([("b", true), ("c", false), ("d", true)]),
            html::style("color", "red"),
            html::id("y"),
            html::style("width", "1px"),
            html::classes([("none", false)]),
        ],
        [],
    );
    assert_eq!(
        html_of(view),
        r#"<div class="a b d" id="y" style="color:red;width:1px"></div>"#
    );
}

#[test]
fn boolean_attributes_stand_alone_or_are_absent() {
    let view = html::input([
        html::disabled(true),
        html::required(false),
        html::checked(true),
    ]);
    assert_eq!(html_of(view), "<input disabled checked>");
}

#[test]
fn what_could_run_script_is_refused() {
    let view = html::fragment([
        html::a([html::href(" javaScript:alert(1)")], []),
        html::a([html::attribute("xlink:href", "java\tscript:alert(1)")], []),
        html::form([html::action("javascript:x")], []),
        html::img([html::src("data:image/png;base64,AA")]),
        html::iframe([html::src("data:text/html,x")]),
        html::div(
            [
                html::attribute("onclick", "alert(1)"),
                html::attribute("a b", "x"),
            ],
            [],
        ),
        html::div([html::style("color", "red;background:url(x)")], []),
        html::data_element([html::data("a>b", "x")], []),
    ]);
    assert_eq!(
        html_of(view),
        concat!(
            r#"<a href="about:blank#blocked"></a>"#,
            r#"<a xlink:href="about:blank#blocked"></a>"#,
            r#"<form action="about:blank#blocked"></form>"#,
            r#"<img src="data:image/png;base64,AA">"#,
            r#"<iframe src="about:blank#blocked"></iframe>"#,
            "<div></div><div></div><data></data>",
        )
    );
}

#[test]
fn text_stays_inside_scripts_and_styles() {
    let view = html::fragment([
        html::script([], [html::text("'</script><!--'"), html::p([], [])]),
        html::style_element([], [html::text("a::before{content:'</style>'}")]),
        html::title_element([], [html::text("</title><b>"), html::b([], [])]),
    ]);
    assert_eq!(
        html_of(view),
        concat!(
            "<script>'\\u003c/script>\\u003c!--'</script>",
            "<style>a::before{content:'\\3c /style>'}</style>",
            "<title>&lt;/title&gt;&lt;b&gt;</title>",
        )
    );
}

#[test]
fn a_leading_newline_is_kept() {
    let view = html::fragment([
        html::pre([], [html::text("\na")]),
        html::textarea([html::value("\nb<")], []),
        html::textarea([], [html::text("c")]),
    ]);
    let expected = "<pre>\n\na</pre><textarea>\n\nb&lt;</textarea><textarea>c</textarea>";
    assert_eq!(html_of(view), expected);
}

#[test]
fn the_chosen_option_is_selected() {
    let option = |value, text| html::option([html::value(value)], [html::text(text)]);
    let view = html::select(
        [html::value("b")],
        [
            option("a", "A"),
            html::optgroup([], [option("b", "B")]),
            html::option([html::selected(true)], [html::text("c")]),
        ],
    );
    assert_eq!(
        html_of(view),
        concat!(
            r#"<select><option value="a">A</option>"#,
            r#"<optgroup><option value="b" selected>B</option></optgroup>"#,
            "<option>c</option></select>"
        )
    );
}

#[test]
fn events_are_marked_for_the_inline_script() {
    let view: Element<u8> = html::form(
        [
            html::on_submit(1),
            html::on_key("Enter", 2).prevent_default(),
            html::on_input(|_| 3),
        ],
        [html::a([html::on_click(4)], [])],
    );
    let expected = r#"<form data-on="submit! keydown:Enter! input"><a data-on="click"></a></form>"#;
    assert_eq!(view.to_html(), expected);
}

#[test]
fn rows_get_the_body_that_the_parser_would_make() {
    let row = |text| html::tr([], [html::td([], [html::text(text)])]);
    let view = html::table(
        [],
        [
            html::caption([], []),
            row("a"),
            row("b"),
            html::tfoot([], []),
        ],
    );
    assert_eq!(
        html_of(view),
        "<table><caption></caption><tbody><tr><td>a</td></tr><tr><td>b</td></tr></tbody><tfoot></tfoot></table>"
    );
}

#[test]
fn svg_and_mathml_are_written_as_they_are_named() {
    let view = html::svg::svg(
        [html::svg::view_box("0 0 1 1")],
        [
            html::svg::foreign_object([], [html::p([], [])]),
            html::svg::linear_gradient([], []),
        ],
    );
    assert_eq!(
        html_of(view),
        r#"<svg viewBox="0 0 1 1"><foreignObject><p></p></foreignObject><linearGradient></linearGradient></svg>"#
    );
    let view = html::mathml::math([], [html::mathml::mi([], [html::text("x")])]);
    assert_eq!(html_of(view), "<math><mi>x</mi></math>");
}

#[test]
fn custom_elements_have_names_of_their_own() {
    assert_eq!(
        html_of(html::element("rally-clock", [], [])),
        "<rally-clock></rally-clock>"
    );
    assert_eq!(html_of(html::element("script", [], [])), "<span></span>");
}

#[test]
fn markup_is_rendered_as_it_is_only_where_asked() {
    let view = html::div([html::raw_html("<b>bold</b>")], [html::text("not shown")]);
    assert_eq!(html_of(view), "<div><b>bold</b></div>");
}

#[test]
fn lazy_views_are_one_element() {
    let view = html::ul([], [html::lazy(&2, |count: &i32| html::text(*count))]);
    assert_eq!(
        html_of(view),
        r#"<ul><span style="display:contents">2</span></ul>"#
    );
}

#[test]
fn snapshots_are_indented() {
    let view: View = html::ul(
        [html::class("x")],
        [
            html::li([], [html::text("one")]),
            html::li([], [html::b([], []), html::text("two")]),
        ],
    );
    let expected =
        "<ul class=\"x\">\n  <li>one</li>\n  <li>\n    <b></b>\n    two\n  </li>\n</ul>\n";
    assert_eq!(view.to_indented_html(), expected);
}
