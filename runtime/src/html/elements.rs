//! The elements of HTML as functions of attributes and children.
//!
//! Where an attribute has the same name, the more common one keeps it: `title_element`, `label_attribute`.

use super::Element;
use super::attribute::Attribute;
use super::build::build;
use super::tree::{Content, Namespace, Tag};

macro_rules! elements {
    ($namespace:ident $content:ident: $($doc:literal $function:ident $name:literal;)*) => { $(
        #[doc = $doc]
        pub fn $function<Msg>(
            attributes: impl IntoIterator<Item = Attribute<Msg>>,
            children: impl IntoIterator<Item = Element<Msg>>,
        ) -> Element<Msg> {
            const TAG: Tag = Tag {
                name: $name,
                namespace: Namespace::$namespace,
                content: Content::$content,
            };
            build(&TAG, attributes, children)
        }
    )* };
}
pub(super) use elements;

macro_rules! childless_elements {
    ($content:ident: $($doc:literal $function:ident $name:literal;)*) => { $(
        #[doc = $doc]
        pub fn $function<Msg>(attributes: impl IntoIterator<Item = Attribute<Msg>>) -> Element<Msg> {
            const TAG: Tag = Tag {
                name: $name,
                namespace: Namespace::Html,
                content: Content::$content,
            };
            build(&TAG, attributes, [])
        }
    )* };
}

childless_elements! { Void:
    "A part of an image map." area "area";
    "The address that relative URLs are relative to." base "base";
    "A line break." br "br";
    "One or more columns of a table." col "col";
    "Something of a plugin." embed "embed";
    "A change of subject; a line." hr "hr";
    "An image." img "img";
    "A control: a field, box or button." input "input";
    "A resource that belongs to the document." link "link";
    "Something about the document." meta "meta";
    "One of several sources of a medium or image." source "source";
    "A text track of a medium." track "track";
    "A place where a long word may break." wbr "wbr";
}

childless_elements! { Empty:
    "Another document in this one." iframe "iframe";
}

elements! { Html Text:
    "A control for several lines; its text is the value at first." textarea "textarea";
    "The document's title." title_element "title";
}

elements! { Html Rows:
    "A table. Rows that stand directly in it are put into a `tbody`, as the parser does." table "table";
}

elements! { Html RawText:
    "A script; its text is made unable to end the element." script "script";
    "A style sheet; its text is made unable to end the element." style_element "style";
}

elements! { Html Opaque:
    "What is shown where scripts do not run. Rendered by the server and left alone in the browser." noscript "noscript";
    "Markup for scripts to clone. Rendered by the server and left alone in the browser." template "template";
}

elements! { Html Nodes:
    "A link." a "a";
    "An abbreviation." abbr "abbr";
    "How to reach somebody." address "address";
    "A piece that stands on its own." article "article";
    "Something beside the main content." aside "aside";
    "A sound." audio "audio";
    "Text to notice, without being more important." b "b";
    "Text whose direction is its own." bdi "bdi";
    "Text in a direction that is given." bdo "bdo";
    "A quotation of its own." blockquote "blockquote";
    "What is seen of a document." body "body";
    "A button." button "button";
    "A bitmap to draw on." canvas "canvas";
    "The caption of a table." caption "caption";
    "The title of a work." cite "cite";
    "Computer code." code "code";
    "A group of columns." colgroup "colgroup";
    "A text with its value for machines." data_element "data";
    "Suggestions for a control." datalist "datalist";
    "What is said of a term." dd "dd";
    "Text that was removed." del "del";
    "Something that opens." details "details";
    "The term that is defined here." dfn "dfn";
    "A dialog box." dialog "dialog";
    "A part without meaning of its own." div "div";
    "A list of terms and what is said of them." dl "dl";
    "A term." dt "dt";
    "Stressed text." em "em";
    "Controls that belong together." fieldset "fieldset";
    "The caption of a figure." figcaption "figcaption";
    "A figure with its caption." figure "figure";
    "The foot of a page or section." footer "footer";
    "Controls that are sent together." form "form";
    "A heading of the first rank." h1 "h1";
    "A heading of the second rank." h2 "h2";
    "A heading of the third rank." h3 "h3";
    "A heading of the fourth rank." h4 "h4";
    "A heading of the fifth rank." h5 "h5";
    "A heading of the sixth rank." h6 "h6";
    "What is said about a document." head "head";
    "The head of a page or section." header "header";
    "A heading with what belongs to it." hgroup "hgroup";
    "A document." html "html";
    "Text in another voice." i "i";
    "Text that was added." ins "ins";
    "What a user types." kbd "kbd";
    "The label of a control." label "label";
    "The caption of a `fieldset`." legend "legend";
    "An item of a list." li "li";
    "What the page is about." main "main";
    "An image map." map_element "map";
    "Text that is marked." mark "mark";
    "A list of commands." menu "menu";
    "A gauge." meter "meter";
    "Links around the site." nav "nav";
    "Something of another kind." object "object";
    "A list in order." ol "ol";
    "A group of options." optgroup "optgroup";
    "A choice." option "option";
    "A result." output "output";
    "A paragraph." p "p";
    "An image with several sources." picture "picture";
    "Text whose white space counts." pre "pre";
    "How far something has come." progress "progress";
    "A short quotation." q "q";
    "A parenthesis around a ruby text." rp "rp";
    "A ruby text." rt "rt";
    "Text with its pronunciation." ruby "ruby";
    "Text that holds no longer." s "s";
    "What a program prints." samp "samp";
    "Controls to search or filter." search "search";
    "A section with a heading." section "section";
    "A control with choices." select "select";
    "A place in a custom element." slot "slot";
    "Small print." small "small";
    "A run of text without meaning of its own." span "span";
    "Important text." strong "strong";
    "Text below the line." sub "sub";
    "What is always seen of `details`." summary "summary";
    "Text above the line." sup "sup";
    "The body of a table." tbody "tbody";
    "A cell of a table." td "td";
    "The foot of a table." tfoot "tfoot";
    "A header cell of a table." th "th";
    "The head of a table." thead "thead";
    "A moment or duration." time "time";
    "A row of a table." tr "tr";
    "Text marked without a voice." u "u";
    "A list in no order." ul "ul";
    "A variable." var "var";
    "A film." video "video";
}
