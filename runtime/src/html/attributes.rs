//! The attributes of HTML as functions.
//!
//! Where an element has the same name, the more common one keeps it: `label_attribute`, `title_element`.

use super::attribute::{Attribute, Kind};
use super::text::ToText;
use super::url::ToUrl;

macro_rules! text_attributes {
    ($($doc:literal $function:ident $name:literal;)*) => { $(
        #[doc = $doc]
        pub fn $function<Msg>(value: impl ToText) -> Attribute<Msg> {
            Attribute::text($name, Kind::Text, value)
        }
    )* };
}
pub(super) use text_attributes;

macro_rules! url_attributes {
    ($($doc:literal $function:ident $name:literal;)*) => { $(
        #[doc = $doc]
        #[doc = "\n\nA URL that would run script is replaced by [`BLOCKED_URL`](super::BLOCKED_URL)."]
        pub fn $function<Msg>(url: impl ToUrl) -> Attribute<Msg> {
            Attribute::url($name, url)
        }
    )* };
}
pub(super) use url_attributes;

macro_rules! boolean_attributes {
    ($($doc:literal $function:ident $name:literal;)*) => { $(
        #[doc = $doc]
        pub fn $function<Msg>(present: bool) -> Attribute<Msg> {
            Attribute::flag($name, present)
        }
    )* };
}

url_attributes! {
    "Where a link leads, or what a `link` loads." href "href";
    "What an image, frame, script or medium loads." src "src";
    "Where a form is sent." action "action";
    "Where this button sends its form." form_action "formaction";
    "The picture of a `video` before it plays." poster "poster";
    "The source of a quotation or an edit." cite_attribute "cite";
    "What an `object` loads." data_attribute "data";
    "URLs told of a click on the link." ping "ping";
}

boolean_attributes! {
    "Whether a frame may go full screen." allow_fullscreen "allowfullscreen";
    "Whether a script runs as soon as it is loaded." async_ "async";
    "Whether the control gets the focus when the page loads." autofocus "autofocus";
    "Whether the medium plays by itself." autoplay "autoplay";
    "Whether the browser shows controls of its own." controls "controls";
    "Whether a box is checked at first; the view leaves it alone afterwards." default_checked "checked";
    "Whether this track is the one to use." default "default";
    "Whether a script waits for the document." defer "defer";
    "Whether the control cannot be used." disabled "disabled";
    "Whether the form is not validated when this button submits it." form_no_validate "formnovalidate";
    "Whether the element is not shown." hidden "hidden";
    "Whether the element cannot be reached or used." inert "inert";
    "Whether the image is a map on the server." is_map "ismap";
    "Whether the element is an item of microdata." item_scope "itemscope";
    "Whether the medium starts over at its end." loop_ "loop";
    "Whether several values can be given." multiple "multiple";
    "Whether browsers with modules do not run the script." no_module "nomodule";
    "Whether the form is not validated when submitted." no_validate "novalidate";
    "Whether a `details` or `dialog` is open." open "open";
    "Whether the video plays in its place." plays_inline "playsinline";
    "Whether the control's value cannot be edited." readonly "readonly";
    "Whether the control must have a value." required "required";
    "Whether the list counts down." reversed "reversed";
}

text_attributes! {
    "A short form of a header cell's text." abbr_attribute "abbr";
    "Which files a file control takes." accept "accept";
    "How the form is encoded." accept_charset "accept-charset";
    "A key that moves the focus here." access_key "accesskey";
    "What a frame may do." allow "allow";
    "The text in place of an image." alt "alt";
    "The kind of what is loaded ahead." as_ "as";
    "How the keyboard capitalises." autocapitalize "autocapitalize";
    "What the browser may fill in: `email`, `current-password`, `off`." autocomplete "autocomplete";
    "Which camera a file control uses." capture "capture";
    "The document's encoding." charset "charset";
    "How many columns a cell spans." colspan "colspan";
    "How many columns a `textarea` shows." cols "cols";
    "The value of a `meta`." content "content";
    "Whether the user can edit the element's content: `true`, `false`, `plaintext-only`." content_editable "contenteditable";
    "Which part of an image map this is." coords "coords";
    "How a resource of another origin is loaded." cross_origin "crossorigin";
    "The moment, in a form for machines." datetime "datetime";
    "How an image is decoded." decoding "decoding";
    "The value of a control at first; the view leaves it alone afterwards." default_value "value";
    "The direction of text: `ltr`, `rtl`, `auto`." dir "dir";
    "The name under which the text's direction is sent." dir_name "dirname";
    "The name under which a link is saved." download "download";
    "Whether the element can be dragged: `true`, `false`." draggable "draggable";
    "How a form is encoded." enctype "enctype";
    "What the Enter key is called." enter_key_hint "enterkeyhint";
    "How soon a resource is needed." fetch_priority "fetchpriority";
    "The control a label belongs to, by its id." for_ "for";
    "The form a control belongs to, by its id." form_attribute "form";
    "How this button's form is encoded." form_enctype "formenctype";
    "How this button sends its form." form_method "formmethod";
    "Where this button's answer is shown." form_target "formtarget";
    "The header cells of a cell, by their ids." headers "headers";
    "Height in pixels." height "height";
    "Where the high part of a gauge begins." high "high";
    "The language of what a link leads to." href_lang "hreflang";
    "The HTTP header a `meta` stands for." http_equiv "http-equiv";
    "The element's id, unique in the document." id "id";
    "The sizes of an image that is loaded ahead." image_sizes "imagesizes";
    "The candidates of an image that is loaded ahead." image_srcset "imagesrcset";
    "Which keyboard is shown: `numeric`, `email`." input_mode "inputmode";
    "The hash of what is loaded." integrity "integrity";
    "The customised built-in element." is "is";
    "The item's global id." item_id "itemid";
    "The item's property." item_prop "itemprop";
    "Elements that belong to the item." item_ref "itemref";
    "The item's type." item_type "itemtype";
    "The kind of a text track." kind "kind";
    "A label: of a track or option group." label_attribute "label";
    "The language of the content." lang "lang";
    "The suggestions of a control, by the id of a `datalist`." list "list";
    "When an image or frame is loaded: `lazy`, `eager`." loading "loading";
    "Where the low part of a gauge ends." low "low";
    "The largest value." max "max";
    "The longest text." max_length "maxlength";
    "The media a resource is for." media "media";
    "How a form is sent: `get`, `post`, `dialog`." method "method";
    "The smallest value." min "min";
    "The shortest text." min_length "minlength";
    "The name of a field, or of a `meta`." name "name";
    "A number used once, that lets a script run." nonce "nonce";
    "The best value of a gauge." optimum "optimum";
    "A regular expression that the value must match." pattern "pattern";
    "A hint in an empty control." placeholder "placeholder";
    "Whether the element is a popover: `auto`, `manual`." popover "popover";
    "The popover a button controls, by its id." popover_target "popovertarget";
    "What a button does to its popover." popover_target_action "popovertargetaction";
    "How much of a medium is loaded ahead." preload "preload";
    "How much of the address is told." referrer_policy "referrerpolicy";
    "What a link's target is to this page." rel "rel";
    "What the element is to assistive technology." role "role";
    "How many rows a `textarea` shows." rows "rows";
    "How many rows a cell spans." rowspan "rowspan";
    "What a frame may do all the same." sandbox "sandbox";
    "What a header cell is a header of." scope "scope";
    "The shape of a part of an image map." shape "shape";
    "How many characters or options a control shows." size "size";
    "How wide an image is shown." sizes "sizes";
    "The slot of a custom element this goes to." slot_attribute "slot";
    "How many columns a `col` stands for." span_attribute "span";
    "Whether spelling is checked: `true`, `false`." spellcheck "spellcheck";
    "The document of a frame, as markup: never from users." srcdoc "srcdoc";
    "The language of a text track." src_lang "srclang";
    "The candidates of an image." srcset "srcset";
    "The number a list begins with." start "start";
    "The step of a number." step "step";
    "Where the focus goes by the Tab key." tab_index "tabindex";
    "Where a link or answer is shown: `_blank`." target "target";
    "A tip shown over the element." title "title";
    "Whether the content is translated: `yes`, `no`." translate "translate";
    "The kind of a control, button, script or resource." type_ "type";
    "The image map of an image, by its name." use_map "usemap";
    "Width in pixels." width "width";
    "How a `textarea` is wrapped." wrap "wrap";
}
