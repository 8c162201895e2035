//! Drawings as SVG, laid out here: boxes in columns, arrows between them.
//!
//! Boxes that reference each other make a *group*; groups stand below each other. In a group, a
//! box's *column* is how many references it is away from the first. An arrow between neighbouring
//! columns runs through the *gap* between them; every other arrow takes a *lane* below its group, so
//! that none runs through a box. Equal input gives equal bytes: nothing is random, and places are whole
//! numbers.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Write};

/// What the widest letters of the font take, in tenths of a pixel.
const LETTER: i64 = 74;
const LINE: i64 = 16;
const MARGIN: i64 = 16;
/// Within which arrows go up or down.
const BEND: i64 = 48;
/// Between two ends of arrows, so that what is written on them has room.
const PORT: i64 = 20;

/// A box, by the lines that stand in it.
pub(super) struct Node {
    pub lines: Vec<String>,
}

/// An arrow from one box to another.
pub(super) struct Arrow {
    pub from: usize,
    pub into: usize,
    pub text: String,
    /// Shown where the pointer rests on the text.
    pub place: Option<String>,
    /// The one to cut.
    pub is_marked: bool,
}

struct Boxed {
    column: usize,
    x: i64,
    y: i64,
    width: i64,
    height: i64,
    /// Ends of arrows on the left, the right and the lower side that are taken.
    taken: [i64; 3],
}

/// Writes the drawing of a graph.
pub(super) fn write(nodes: &[Node], arrows: &[Arrow], to: &mut dyn Write) -> io::Result<()> {
    let (groups, columns) = columns(nodes.len(), arrows);
    let mut boxes: Vec<Boxed> =
        nodes.iter().zip(&columns).map(|(node, &column)| boxed(node, column)).collect();
    for (at, placed) in boxes.iter_mut().enumerate() {
        let ends = |column: usize| {
            let touches = |arrow: &&Arrow| (arrow.from == at) ^ (arrow.into == at);
            let other = |arrow: &Arrow| if arrow.from == at { arrow.into } else { arrow.from };
            arrows.iter().filter(touches).filter(|arrow| columns[other(arrow)] == column).count() as i64
        };
        let left = placed.column.checked_sub(1).map_or(0, &ends);
        placed.height = placed.height.max(left.max(ends(placed.column + 1)) * PORT);
    }
    let mut paths = Vec::new();
    let (mut top, mut right) = (MARGIN, MARGIN);
    for group in &groups {
        let (bottom, end) = place(group, &mut boxes, arrows, top);
        let lanes = draw_arrows(group, &mut boxes, arrows, bottom, &mut paths);
        right = right.max(end).max(paths.iter().map(|path: &Path| path.end).max().unwrap_or(0));
        top = lanes + 2 * LINE;
    }
    let (width, height) = (right + MARGIN, top.max(2 * MARGIN));
    header(width, height, to)?;
    // No arrow crosses what is written on another.
    paths.iter().try_for_each(|path| to.write_all(path.line.as_bytes()))?;
    paths.iter().try_for_each(|path| to.write_all(path.text.as_bytes()))?;
    for (node, placed) in nodes.iter().zip(&boxes) {
        write_box(node, placed, to)?;
    }
    writeln!(to, "</svg>")
}

/// The groups, each in the order in which its boxes were met, and the column of every box.
fn columns(count: usize, arrows: &[Arrow]) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut next = vec![Vec::new(); count];
    let mut before = vec![Vec::new(); count];
    for arrow in arrows {
        next[arrow.from].push(arrow.into);
        before[arrow.into].push(arrow.from);
    }
    let mut columns: Vec<Option<usize>> = vec![None; count];
    let mut groups = Vec::new();
    for first in 0..count {
        if columns[first].is_some() {
            continue;
        }
        columns[first] = Some(0);
        let mut group = Vec::new();
        let mut waiting = VecDeque::from([first]);
        // Who leads here without being led to stands at the start as well.
        let mut sources = VecDeque::new();
        while let Some(at) = waiting.pop_front().or_else(|| sources.pop_front()) {
            let column = *columns[at].get_or_insert(0);
            if !group.contains(&at) {
                group.push(at);
            }
            for &into in &next[at] {
                if columns[into].is_none() {
                    columns[into] = Some(column + 1);
                    waiting.push_back(into);
                }
            }
            sources.extend(before[at].iter().copied().filter(|&from| columns[from].is_none()));
        }
        groups.push(group);
    }
    (groups, columns.into_iter().map(Option::unwrap_or_default).collect())
}

fn boxed(node: &Node, column: usize) -> Boxed {
    let width = node.lines.iter().map(|line| width_of(line)).max().unwrap_or(0) + 2 * LINE;
    Boxed { column, x: 0, y: 0, width, height: node.lines.len() as i64 * LINE + LINE, taken: [0; 3] }
}

/// How far a text reaches; letters of the East take two places.
fn width_of(text: &str) -> i64 {
    let tenths: i64 = text.chars().map(|c| if u32::from(c) >= 0x1100 { 2 * LETTER } else { LETTER }).sum();
    tenths / 10 + 1
}

/// Puts the boxes of a group in their columns, from the top down; where the group ends below and on
/// the right.
fn place(group: &[usize], boxes: &mut [Boxed], arrows: &[Arrow], top: i64) -> (i64, i64) {
    let last = group.iter().map(|&at| boxes[at].column).max().unwrap_or(0);
    let (mut x, mut bottom) = (MARGIN, top);
    for column in 0..=last {
        let mut y = top;
        let inside: Vec<usize> = group.iter().copied().filter(|&at| boxes[at].column == column).collect();
        let width = inside.iter().map(|&at| boxes[at].width).max().unwrap_or(0);
        for at in inside {
            let placed = &mut boxes[at];
            (placed.x, placed.y, placed.width) = (x, y, width);
            y += placed.height + 2 * LINE;
        }
        bottom = bottom.max(y - 2 * LINE);
        x += width;
        if column < last {
            let through = arrows.iter().filter(|arrow| gap(arrow, boxes) == Some(column));
            let through = through.filter(|arrow| group.contains(&arrow.from));
            x += through.map(|arrow| width_of(&arrow.text)).max().unwrap_or(0) + BEND + 2 * LINE;
        }
    }
    (bottom, x)
}

/// The column before the gap that an arrow runs through, if it runs through one only.
fn gap(arrow: &Arrow, boxes: &[Boxed]) -> Option<usize> {
    let (from, into) = (boxes[arrow.from].column, boxes[arrow.into].column);
    (from.abs_diff(into) == 1).then_some(from.min(into))
}

/// An arrow that is drawn, and how far it reaches to the right.
struct Path {
    line: String,
    text: String,
    end: i64,
}

/// Draws the arrows of a group; where its lowest lane ends.
fn draw_arrows(
    group: &[usize],
    boxes: &mut [Boxed],
    arrows: &[Arrow],
    bottom: i64,
    paths: &mut Vec<Path>,
) -> i64 {
    let ends = lane_ends(group, boxes, arrows);
    let mut lane = bottom;
    for (number, arrow) in arrows.iter().enumerate().filter(|(_, arrow)| group.contains(&arrow.from)) {
        if gap(arrow, boxes).is_some() {
            let is_forward = boxes[arrow.from].column < boxes[arrow.into].column;
            let from = port(&mut boxes[arrow.from], usize::from(is_forward));
            let into = port(&mut boxes[arrow.into], usize::from(!is_forward));
            let ((left, y1), (right, y2)) = if is_forward { (from, into) } else { (into, from) };
            // Arrows part next to the left box; each then runs straight to its own place on the right one,
            // and what is written on it stands there.
            let bend = left + BEND;
            let middle = (left + bend) / 2;
            let line = match is_forward {
                true => format!("M{left},{y1} C{middle},{y1} {middle},{y2} {bend},{y2} H{right}"),
                false => format!("M{right},{y2} H{bend} C{middle},{y2} {middle},{y1} {left},{y1}"),
            };
            let x = (bend + right - width_of(&arrow.text)) / 2;
            paths.push(drawn(arrow, &line, x, y2));
        } else {
            lane += 2 * LINE;
            let Some(&((x1, y1), (x2, y2))) = ends.get(&number) else { continue };
            let middle = (x1 + x2) / 2;
            let line = format!(
                "M{x1},{y1} V{} Q{x1},{lane} {middle},{lane} Q{x2},{lane} {x2},{} V{y2}",
                lane - LINE,
                lane - LINE
            );
            // What is written on an arrow from a box to itself stands beside it.
            let text = match arrow.from == arrow.into {
                true => x1.max(x2) + LINE / 2,
                false => (middle - width_of(&arrow.text) / 2).max(MARGIN),
            };
            paths.push(drawn(arrow, &line, text, lane));
        }
    }
    lane
}

type Point = (i64, i64);

/// Where the arrows of a group that take lanes leave and enter, by their number. Those of upper lanes
/// are further right, so that none crosses what is written beside another.
fn lane_ends(group: &[usize], boxes: &mut [Boxed], arrows: &[Arrow]) -> BTreeMap<usize, (Point, Point)> {
    let takes_a_lane =
        |arrow: &Arrow, boxes: &[Boxed]| group.contains(&arrow.from) && gap(arrow, boxes).is_none();
    let mut ends = BTreeMap::new();
    for (number, arrow) in arrows.iter().enumerate().rev() {
        if takes_a_lane(arrow, boxes) {
            let from = port(&mut boxes[arrow.from], 2);
            ends.insert(number, (from, port(&mut boxes[arrow.into], 2)));
        }
    }
    ends
}

/// The next free place on a side of a box: left, right or below.
fn port(placed: &mut Boxed, side: usize) -> (i64, i64) {
    let number = placed.taken[side];
    placed.taken[side] += 1;
    match side {
        2 => (placed.x + LINE + (number * PORT) % (placed.width - LINE).max(1), placed.y + placed.height),
        _ => {
            let x = if side == 0 { placed.x } else { placed.x + placed.width };
            (x, placed.y + PORT / 2 + (number * PORT) % placed.height.max(1))
        }
    }
}

/// An arrow along a line, and its text from `x` on around `y`.
fn drawn(arrow: &Arrow, line: &str, x: i64, y: i64) -> Path {
    let class = if arrow.is_marked { "cut" } else { "edge" };
    let line = format!("<path class=\"{class}\" d=\"{line}\" marker-end=\"url(#{class})\"/>\n");
    let (words, width) = (escaped(&arrow.text), width_of(&arrow.text));
    let title = arrow.place.as_deref().map(|place| format!("<title>{}</title>", escaped(place)));
    let text = format!(
        "<rect class=\"paper\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{LINE}\"/>\n\
         <text class=\"{class}\" x=\"{x}\" y=\"{}\">{words}{}</text>\n",
        x - 3,
        y - LINE / 2,
        width + 6,
        y + 4,
        title.unwrap_or_default()
    );
    Path { line, text, end: x + width }
}

fn header(width: i64, height: i64, to: &mut dyn Write) -> io::Result<()> {
    writeln!(
        to,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
         <style>\n\
         text {{ font: 12px monospace; fill: #24292f; }}\n\
         text.cut {{ fill: #b3261e; }}\n\
         rect.node {{ fill: #f6f8fa; stroke: #57606a; }}\n\
         rect.paper {{ fill: #fff; }}\n\
         rect.node + text, rect.node + text + text {{ text-anchor: middle; }}\n\
         path.edge {{ fill: none; stroke: #57606a; }}\n\
         path.cut {{ fill: none; stroke: #b3261e; stroke-width: 2px; }}\n\
         </style>\n\
         <defs>"
    )?;
    for (name, colour) in [("edge", "#57606a"), ("cut", "#b3261e")] {
        writeln!(
            to,
            "<marker id=\"{name}\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0,0 L8,4 L0,8 z\" fill=\"{colour}\"/></marker>"
        )?;
    }
    writeln!(to, "</defs>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>")
}

fn write_box(node: &Node, placed: &Boxed, to: &mut dyn Write) -> io::Result<()> {
    let Boxed { x, y, width, height, .. } = placed;
    writeln!(
        to,
        "<rect class=\"node\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"4\"/>"
    )?;
    let first = y + (height - node.lines.len() as i64 * LINE) / 2 + LINE - 4;
    for (line, at) in node.lines.iter().zip(0..) {
        let (x, y) = (x + width / 2, first + at * LINE);
        writeln!(to, "<text x=\"{x}\" y=\"{y}\">{}</text>", escaped(line))?;
    }
    Ok(())
}

/// A text as XML has it; what XML cannot hold is shown as unknown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrow(from: usize, into: usize) -> Arrow {
        Arrow { from, into, text: format!("{from} <to> {into}"), place: None, is_marked: into == 0 }
    }

    fn drawing(count: usize, arrows: &[Arrow]) -> String {
        let nodes: Vec<Node> = (0..count).map(|at| Node { lines: vec![format!("box \"{at}\"")] }).collect();
        let mut bytes = Vec::new();
        write(&nodes, arrows, &mut bytes).expect("memory");
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn columns_follow_references() {
        let arrows = [arrow(0, 1), arrow(1, 2), arrow(2, 0), arrow(3, 1), arrow(4, 4)];
        let (groups, columns) = columns(5, &arrows);
        assert_eq!(groups, [vec![0, 1, 2, 3], vec![4]]);
        assert_eq!(columns, [0, 1, 2, 0, 0]);
    }

    #[test]
    fn boxes_do_not_meet_and_everything_lies_inside() {
        let arrows = [
            arrow(0, 1),
            arrow(0, 2),
            arrow(1, 0),
            arrow(2, 1),
            arrow(2, 0),
            arrow(3, 3),
            arrow(1, 3),
            arrow(3, 0),
        ];
        let svg = drawing(4, &arrows);
        let number = |line: &str, name: &str| -> i64 {
            let rest = line.split(&format!(" {name}=\"")).nth(1).expect("there");
            rest.split('"').next().and_then(|digits| digits.parse().ok()).expect("a number")
        };
        let rect = |line: &str| {
            (number(line, "x"), number(line, "y"), number(line, "width"), number(line, "height"))
        };
        let boxes: Vec<_> =
            svg.lines().filter(|line| line.starts_with("<rect class=\"node\"")).map(rect).collect();
        let first = svg.lines().next().expect("a line");
        let (width, height) = (number(first, "width"), number(first, "height"));
        assert_eq!(boxes.len(), 4);
        for (at, a) in boxes.iter().enumerate() {
            assert!(a.0 >= 0 && a.1 >= 0 && a.0 + a.2 <= width && a.1 + a.3 <= height);
            for b in &boxes[at + 1..] {
                let apart = a.0 + a.2 <= b.0 || b.0 + b.2 <= a.0 || a.1 + a.3 <= b.1 || b.1 + b.3 <= a.1;
                assert!(apart, "{a:?} {b:?}");
            }
        }
        assert_eq!(svg.matches("marker-end").count(), arrows.len());
        assert_eq!(svg, drawing(4, &arrows));
    }

    #[test]
    fn nothing_leaves_its_text() {
        let svg = drawing(1, &[arrow(0, 0)]);
        assert!(svg.contains("box &quot;0&quot;") && svg.contains("0 &lt;to&gt; 0"), "{svg}");
        assert!(drawing(0, &[]).ends_with("</svg>\n"));
    }
}
