//! How the scores of a question lie: ten columns over the scale, the pass mark as a line.

use maud::{Markup, html};

use super::words::count;

/// Width and height of the field of columns.
const FIELD: (usize, usize) = (400, 96);
const TOP: usize = 18;

/// The picture; every column leads to its answers.
pub(super) fn histogram(question: usize, bins: &[usize; 10], pass: u8) -> Markup {
    let most = bins.iter().copied().max().unwrap_or(0).max(1);
    let (width, height) = FIELD;
    let bottom = TOP + height;
    html! {
        svg.histogram viewBox={ "0 0 " (width) " " (bottom + 20) } role="group" aria-label="Number of answers by score" {
            path.axis d={ "M0 " (bottom) "H" (width) } {}
            @for (bin, n) in bins.iter().enumerate().filter(|(_, n)| **n > 0) {
                @let tall = (n * height).div_ceil(most).max(2);
                @let (from, to) = (bin * 10, if bin == 9 { 100 } else { bin * 10 + 9 });
                a href="#:answers" data-filter={ "q=" (question) "&s=" (from * 10) "-" (to * 10 + 9) }
                    aria-label={ (count(*n, "answer")) " with " (from) " to " (to) " percent" } {
                    rect x=(bin * 40 + 2) y=(bottom - tall) width="36" height=(tall) {}
                    text x=(bin * 40 + 20) y=(bottom - tall - 5) text-anchor="middle" { (n) }
                }
            }
            @for tick in [0, 20, 40, 60, 80, 100] {
                text.tick x=(tick * 4) y=(bottom + 15) text-anchor=(anchor(tick)) { (tick) }
            }
            path.pass d={ "M" (usize::from(pass) * 4) " " (TOP - 8) "V" (bottom) } {}
            text.tick x=(usize::from(pass) * 4 + 4) y="9" { "pass" }
        }
    }
}

const fn anchor(tick: usize) -> &'static str {
    match tick {
        0 => "start",
        100 => "end",
        _ => "middle",
    }
}
