//! The elements and attributes of SVG as functions.
//!
//! Inside [`foreign_object`] the elements of [`html`](super) stand again. The attributes of HTML (`id`, `class`,
//! `style`, `href`) are used here too; presentation attributes may also be given as [`style`](super::style).

use super::Element;
use super::attribute::{Attribute, Kind};
use super::attributes::{text_attributes, url_attributes};
use super::build::build;
use super::elements::elements;
use super::text::ToText;
use super::tree::{Content, Namespace, Tag};
use super::url::ToUrl;

elements! { Svg RawText:
    "A script; its text is made unable to end the element." script "script";
    "A style sheet; its text is made unable to end the element." style "style";
}

elements! { Svg Nodes:
    "A link." a "a";
    "A change over time of an attribute." animate "animate";
    "A motion along a path." animate_motion "animateMotion";
    "A change over time of a transformation." animate_transform "animateTransform";
    "A circle." circle "circle";
    "A shape that clips others." clip_path "clipPath";
    "Things that are used elsewhere." defs "defs";
    "A description for assistive technology." desc "desc";
    "An ellipse." ellipse "ellipse";
    "A filter that blends two images." fe_blend "feBlend";
    "A filter that transforms colours." fe_color_matrix "feColorMatrix";
    "A filter by functions of colour components." fe_component_transfer "feComponentTransfer";
    "A filter that combines two images." fe_composite "feComposite";
    "A filter by a matrix of neighbours." fe_convolve_matrix "feConvolveMatrix";
    "A filter that lights a surface diffusely." fe_diffuse_lighting "feDiffuseLighting";
    "A filter that displaces pixels." fe_displacement_map "feDisplacementMap";
    "A distant light." fe_distant_light "feDistantLight";
    "A filter that makes a shadow." fe_drop_shadow "feDropShadow";
    "A filter that fills." fe_flood "feFlood";
    "The function of the alpha component." fe_func_a "feFuncA";
    "The function of the blue component." fe_func_b "feFuncB";
    "The function of the green component." fe_func_g "feFuncG";
    "The function of the red component." fe_func_r "feFuncR";
    "A filter that blurs." fe_gaussian_blur "feGaussianBlur";
    "A filter that takes an image." fe_image "feImage";
    "A filter that stacks images." fe_merge "feMerge";
    "One layer of a stack." fe_merge_node "feMergeNode";
    "A filter that thickens or thins." fe_morphology "feMorphology";
    "A filter that moves." fe_offset "feOffset";
    "A light at a point." fe_point_light "fePointLight";
    "A filter that lights a surface with highlights." fe_specular_lighting "feSpecularLighting";
    "A light in a cone." fe_spot_light "feSpotLight";
    "A filter that tiles." fe_tile "feTile";
    "A filter that makes noise." fe_turbulence "feTurbulence";
    "A filter." filter "filter";
    "HTML inside SVG." foreign_object "foreignObject";
    "A group." g "g";
    "An image." image "image";
    "A line." line "line";
    "A gradient along a line." linear_gradient "linearGradient";
    "A symbol at the ends or corners of a line." marker "marker";
    "A mask." mask "mask";
    "Data about the drawing." metadata "metadata";
    "The path of a motion." mpath "mpath";
    "A path." path "path";
    "A pattern that fills." pattern "pattern";
    "A closed shape of straight lines." polygon "polygon";
    "Connected straight lines." polyline "polyline";
    "A gradient around a point." radial_gradient "radialGradient";
    "A rectangle." rect "rect";
    "An attribute's value for some time." set "set";
    "A colour of a gradient." stop "stop";
    "A drawing." svg "svg";
    "The first child that fits the user." switch "switch";
    "A drawing to be used elsewhere." symbol "symbol";
    "Text." text "text";
    "Text along a path." text_path "textPath";
    "A name, shown as a tip." title "title";
    "A run of text." tspan "tspan";
    "Something drawn elsewhere." use_ "use";
    "A part of the drawing." view "view";
}

text_attributes! {
    "Which attribute changes." attribute_name "attributeName";
    "When the animation begins." begin "begin";
    "The path that clips, as `url(#id)`." clip_path_attribute "clip-path";
    "Which side of a path is inside when it clips." clip_rule "clip-rule";
    "The colour `currentColor` stands for." color "color";
    "The middle, across." cx "cx";
    "The middle, down." cy "cy";
    "The commands of a path." d "d";
    "Where text sits on its line." dominant_baseline "dominant-baseline";
    "How long an animation takes." dur "dur";
    "A shift across." dx "dx";
    "A shift down." dy "dy";
    "The colour inside." fill "fill";
    "How opaque the inside is." fill_opacity "fill-opacity";
    "Which side of a path is inside." fill_rule "fill-rule";
    "The filter, as `url(#id)`." filter_attribute "filter";
    "What the gradient's numbers refer to." gradient_units "gradientUnits";
    "A transformation of a gradient." gradient_transform "gradientTransform";
    "The symbol at the end, as `url(#id)`." marker_end "marker-end";
    "The height of a symbol." marker_height "markerHeight";
    "The symbol at the corners, as `url(#id)`." marker_mid "marker-mid";
    "The symbol at the start, as `url(#id)`." marker_start "marker-start";
    "The width of a symbol." marker_width "markerWidth";
    "The mask, as `url(#id)`." mask_attribute "mask";
    "How far along a gradient." offset "offset";
    "How opaque it is." opacity "opacity";
    "How a symbol is turned." orient "orient";
    "The length an author says a path has." path_length "pathLength";
    "The corners." points "points";
    "How the drawing fills its place." preserve_aspect_ratio "preserveAspectRatio";
    "The radius." r "r";
    "Where a symbol is attached, across." ref_x "refX";
    "Where a symbol is attached, down." ref_y "refY";
    "How often an animation repeats." repeat_count "repeatCount";
    "The radius across." rx "rx";
    "The radius down." ry "ry";
    "How a gradient goes on." spread_method "spreadMethod";
    "The colour of a stop." stop_color "stop-color";
    "How opaque a stop is." stop_opacity "stop-opacity";
    "The colour of the line." stroke "stroke";
    "Dashes and gaps." stroke_dasharray "stroke-dasharray";
    "Where the dashes begin." stroke_dashoffset "stroke-dashoffset";
    "How a line ends." stroke_linecap "stroke-linecap";
    "How lines meet." stroke_linejoin "stroke-linejoin";
    "How far a corner may reach." stroke_miterlimit "stroke-miterlimit";
    "How opaque the line is." stroke_opacity "stroke-opacity";
    "How wide the line is." stroke_width "stroke-width";
    "Where text is anchored: `start`, `middle`, `end`." text_anchor "text-anchor";
    "A transformation." transform "transform";
    "What does not scale." vector_effect "vector-effect";
    "The part of the plane that is shown." view_box "viewBox";
    "The place across." x "x";
    "The start across." x1 "x1";
    "The end across." x2 "x2";
    "The place down." y "y";
    "The start down." y1 "y1";
    "The end down." y2 "y2";
}

url_attributes! {
    "What an animation begins with." from "from";
    "What an animation ends with." to "to";
    "What an animation changes by." by "by";
    "The values of an animation, separated by semicolons." values "values";
}
