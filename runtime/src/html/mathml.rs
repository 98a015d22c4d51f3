//! The elements and attributes of MathML Core as functions.

use super::Element;
use super::attribute::{Attribute, Kind};
use super::attributes::text_attributes;
use super::build::build;
use super::elements::elements;
use super::text::ToText;
use super::tree::{Content, Namespace, Tag};

elements! { MathMl Nodes:
    "Notes on a formula, as text." annotation "annotation";
    "Notes on a formula, as markup." annotation_xml "annotation-xml";
    "A formula." math "math";
    "Something that can be in several states." maction "maction";
    "A message about an error." merror "merror";
    "A fraction." mfrac "mfrac";
    "A name." mi "mi";
    "Scripts on both sides." mmultiscripts "mmultiscripts";
    "A number." mn "mn";
    "An operator." mo "mo";
    "Something above." mover "mover";
    "Space around a part." mpadded "mpadded";
    "A part that is not seen." mphantom "mphantom";
    "Between scripts on the left and on the right." mprescripts "mprescripts";
    "A root." mroot "mroot";
    "A row." mrow "mrow";
    "A quoted text." ms "ms";
    "Space." mspace "mspace";
    "A square root." msqrt "msqrt";
    "A style." mstyle "mstyle";
    "A script below the line." msub "msub";
    "Scripts below and above the line." msubsup "msubsup";
    "A script above the line." msup "msup";
    "A table." mtable "mtable";
    "A cell of a table." mtd "mtd";
    "Text." mtext "mtext";
    "A row of a table." mtr "mtr";
    "Something below." munder "munder";
    "Something below and above." munderover "munderover";
    "A formula with notes." semantics "semantics";
}

text_attributes! {
    "Whether what is above is an accent." accent "accent";
    "Whether what is below is an accent." accent_under "accentunder";
    "How many columns a cell spans." column_span "columnspan";
    "How far down." depth "depth";
    "Whether the formula stands alone: `block`, `inline`." display "display";
    "Whether symbols are large." display_style "displaystyle";
    "The form of an operator: `prefix`, `infix`, `postfix`." form "form";
    "Whether an operator is large." large_op "largeop";
    "How thick a fraction's line is." line_thickness "linethickness";
    "Space before." lspace "lspace";
    "The variant of letters." math_variant "mathvariant";
    "The largest size of an operator." max_size "maxsize";
    "The smallest size of an operator." min_size "minsize";
    "Whether limits move beside the operator." movable_limits "movablelimits";
    "How many rows a cell spans." row_span "rowspan";
    "Space after." rspace "rspace";
    "The level of scripts." script_level "scriptlevel";
    "Whether an operator grows." stretchy "stretchy";
    "Whether an operator is centred." symmetric "symmetric";
    "How far up." voffset "voffset";
}
