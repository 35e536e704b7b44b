//! What a page shows, operator by operator: characters and where they stand.
//!
//! Only what text needs is followed: positions, fonts, and forms drawn within the page. Every step is
//! paid for out of one allowance for the whole file.

use std::collections::BTreeMap;
use std::sync::Arc;

use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};
use hayro_syntax::page::{self, Resources, Rotation};

use super::super::Limits;
use super::font::Font;

/// Forms within forms.
const DEEPEST: usize = 8;
/// Graphics states put aside.
const STATES: usize = 64;
/// Fonts of a page.
const FONTS: usize = 256;
/// Bytes of a page's description; what describes more is a drawing.
const DESCRIPTION: usize = 8 << 20;
/// Smaller than this nobody reads, in points.
const SMALLEST: f64 = 1.5;

/// A character on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    pub text: String,
    /// Of its start, in points from the lower left corner.
    pub x: f64,
    pub y: f64,
    pub width: f64,
    /// Of the font.
    pub size: f64,
    /// Whether it runs from left to right and upright.
    pub upright: bool,
    pub hidden: bool,
}

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub glyphs: Vec<Glyph>,
    /// Codes of which nobody knows what they show.
    pub unknown: usize,
    pub pictures: bool,
    /// Where its lower and its upper edge are.
    pub edges: (f64, f64),
}

/// What may still be done for a file.
#[derive(Debug)]
pub(super) struct Work {
    rest: usize,
    glyphs: usize,
    /// Bytes of the file, which the largest of its objects may have.
    file: usize,
}

impl Work {
    pub(super) fn new(file: usize, limits: &Limits) -> Self {
        let rest = usize::try_from(limits.unpacked / 8).unwrap_or(usize::MAX);
        Self { rest, glyphs: limits.text.saturating_mul(2), file }
    }

    /// Pays for a step.
    pub(super) fn spend(&mut self, amount: usize) -> Result<(), String> {
        self.rest = self.rest.checked_sub(amount.max(1)).ok_or_else(|| {
            "takes too much work to read, as a drawing or a bomb does; hand in DOCX or text".to_owned()
        })?;
        Ok(())
    }

    /// Pays for something of these resources that cannot be read, though it is there.
    fn miss(&mut self, dict: &Dict<'_>, name: &Name<'_>) -> Result<(), String> {
        if dict.contains_key(name) { self.spend(self.file) } else { Ok(()) }
    }

    /// Unpacks a stream; what the file's look-over let pass is bounded.
    pub(super) fn unpack(&mut self, stream: &Stream<'_>) -> Result<Option<Vec<u8>>, String> {
        let data = stream.decoded_data().ok();
        self.spend(data.as_ref().map_or(1, |data| data.len()))?;
        Ok(data.map(std::borrow::Cow::into_owned))
    }
}

/// Reads a page.
pub(super) fn read(page: &page::Page<'_>, work: &mut Work) -> Result<Page, String> {
    let (width, height) = page.base_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let origin = page.crop_box();
    let upright = Matrix([1.0, 0.0, 0.0, 1.0, -origin.x0, -origin.y0]);
    let (turn, height) = match page.rotation() {
        Rotation::None => (Matrix::ONE, height),
        Rotation::Horizontal => (Matrix([0.0, -1.0, 1.0, 0.0, 0.0, width]), width),
        Rotation::Flipped => (Matrix([-1.0, 0.0, 0.0, -1.0, width, height]), height),
        Rotation::FlippedHorizontal => (Matrix([0.0, 1.0, -1.0, 0.0, height, 0.0]), width),
    };
    let mut reader =
        Reader { page: Page { edges: (0.0, height), ..Page::default() }, work, fonts: BTreeMap::new() };
    let data = description(page, reader.work)?;
    reader.follow(&data, page.resources(), State::new(upright.then(turn)), 0)?;
    Ok(reader.page)
}

/// The operators of a page, which may stand in several streams.
fn description(page: &page::Page<'_>, work: &mut Work) -> Result<Vec<u8>, String> {
    let mut data = Vec::new();
    let mut add = |stream: Stream<'_>, work: &mut Work| {
        if let Some(part) = work.unpack(&stream)?.filter(|part| data.len() + part.len() <= DESCRIPTION) {
            data.extend(part);
            data.push(b' ');
        }
        Ok::<(), String>(())
    };
    match page.raw().get::<Object<'_>>("Contents") {
        Some(Object::Stream(stream)) => add(stream, work)?,
        Some(Object::Array(streams)) => {
            for stream in streams.iter::<Stream<'_>>() {
                add(stream, work)?;
            }
        }
        _ => {}
    }
    Ok(data)
}

/// A map of the plane: `[a b c d e f]` as PDF writes it.
#[derive(Debug, Clone, Copy)]
struct Matrix([f64; 6]);

impl Matrix {
    const ONE: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This one, and `next` after it.
    fn then(self, next: Self) -> Self {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, next.0);
        Self([
            a * g + b * i,
            a * h + b * j,
            c * g + d * i,
            c * h + d * j,
            e * g + f * i + k,
            e * h + f * j + l,
        ])
    }

    fn moved(self, x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y]).then(self)
    }
}

/// What the operators have set.
#[derive(Debug, Clone)]
struct State {
    page: Matrix,
    text: Matrix,
    line: Matrix,
    font: Option<Arc<Font>>,
    size: f64,
    spacing: f64,
    word_spacing: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    invisible: bool,
}

impl State {
    fn new(page: Matrix) -> Self {
        Self {
            page,
            text: Matrix::ONE,
            line: Matrix::ONE,
            font: None,
            size: 1.0,
            spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            invisible: false,
        }
    }

    /// Starts the next line, moved by so much from the start of this one.
    fn next_line(&mut self, x: f64, y: f64) {
        self.line = self.line.moved(x, y);
        self.text = self.line;
    }
}

/// Reads a page and the forms drawn in it.
struct Reader<'w> {
    page: Page,
    work: &'w mut Work,
    /// By the place of their dictionaries in the file.
    fonts: BTreeMap<usize, Arc<Font>>,
}

impl Reader<'_> {
    fn follow(
        &mut self,
        data: &[u8],
        resources: &Resources<'_>,
        start: State,
        depth: usize,
    ) -> Result<(), String> {
        let mut operators = UntypedIter::new(data);
        let (mut state, mut states) = (start, Vec::new());
        while let Some(instruction) = operators.next() {
            self.work.spend(4)?;
            let operands: Vec<&Object<'_>> = instruction.operands().collect();
            match (&**instruction.operator, operands.as_slice()) {
                (b"q", _) if states.len() < STATES => states.push(state.clone()),
                (b"Q", _) => state = states.pop().unwrap_or(state),
                (b"cm", numbers) => {
                    if let Some(matrix) = matrix(numbers) {
                        state.page = matrix.then(state.page);
                    }
                }
                (b"Tf", [Object::Name(name), Object::Number(size)]) => {
                    state.font = self.font(name, resources)?;
                    state.size = size.as_f64();
                }
                (b"Do", [Object::Name(name)]) => self.draw(name, resources, &state, depth)?,
                (b"BI", _) => self.page.pictures = true,
                (operator, operands) => self.text(operator, operands, &mut state)?,
            }
        }
        Ok(())
    }

    fn text(&mut self, operator: &[u8], operands: &[&Object<'_>], state: &mut State) -> Result<(), String> {
        let numbers: Vec<f64> = operands.iter().filter_map(|object| number(object)).collect();
        match (operator, numbers.as_slice(), operands) {
            (b"BT", ..) => (state.text, state.line) = (Matrix::ONE, Matrix::ONE),
            (b"Tc", [value], _) => state.spacing = *value,
            (b"Tw", [value], _) => state.word_spacing = *value,
            (b"Tz", [value], _) => state.stretch = value / 100.0,
            (b"TL", [value], _) => state.leading = *value,
            (b"Ts", [value], _) => state.rise = *value,
            (b"Tr", [value], _) => state.invisible = (*value - 3.0).abs() < 0.5 || *value > 6.5,
            (b"Td", [x, y], _) => state.next_line(*x, *y),
            (b"TD", [x, y], _) => {
                state.leading = -y;
                state.next_line(*x, *y);
            }
            (b"Tm", _, operands) => {
                if let Some(matrix) = matrix(operands) {
                    (state.text, state.line) = (matrix, matrix);
                }
            }
            (b"T*", ..) => state.next_line(0.0, -state.leading),
            (b"Tj", _, [Object::String(text)]) => self.show(text.as_bytes(), state)?,
            (b"'", _, [Object::String(text)]) => {
                state.next_line(0.0, -state.leading);
                self.show(text.as_bytes(), state)?;
            }
            (b"\"", [word, letter], [.., Object::String(text)]) => {
                (state.word_spacing, state.spacing) = (*word, *letter);
                state.next_line(0.0, -state.leading);
                self.show(text.as_bytes(), state)?;
            }
            (b"TJ", _, [Object::Array(parts)]) => self.show_parts(parts, state)?,
            _ => {}
        }
        Ok(())
    }

    /// Strings, and how much to go back between them.
    fn show_parts(&mut self, parts: &Array<'_>, state: &mut State) -> Result<(), String> {
        for part in parts.iter::<Object<'_>>() {
            match part {
                Object::String(text) => self.show(text.as_bytes(), state)?,
                Object::Number(back) => {
                    let back = -back.as_f64() / 1000.0 * state.size * state.stretch;
                    state.text = state.text.moved(back, 0.0);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn show(&mut self, string: &[u8], state: &mut State) -> Result<(), String> {
        let Some(font) = state.font.clone() else { return Ok(()) };
        for shown in font.show(string) {
            self.work.spend(8)?;
            // Letters set apart may stand for words set apart, so that what is between is no part of them.
            let width = shown.width / 1000.0 * state.size * state.stretch;
            let between = state.spacing + if shown.space { state.word_spacing } else { 0.0 };
            let advance = width + between * state.stretch;
            match shown.text {
                Some(text) => self.put(text, width, state)?,
                None => self.page.unknown += 1,
            }
            state.text = state.text.moved(advance, 0.0);
        }
        Ok(())
    }

    fn put(&mut self, text: String, width: f64, state: &State) -> Result<(), String> {
        self.work.glyphs =
            self.work.glyphs.checked_sub(text.len()).ok_or("its text is longer than an answer may be")?;
        let [a, b, c, d, x, y] = state.text.moved(0.0, state.rise).then(state.page).0;
        let size = (c.hypot(d) * state.size).abs();
        let glyph = Glyph {
            text,
            x,
            y,
            width: (a.hypot(b) * width).abs(),
            size,
            upright: a * state.size > 0.0 && b.abs() < a.abs() / 4.0,
            hidden: state.invisible || size < SMALLEST,
        };
        if [x, y, glyph.width, size].iter().all(|value| value.is_finite() && value.abs() < 1e6) {
            self.page.glyphs.push(glyph);
        }
        Ok(())
    }

    /// The font of that name; each is read once.
    fn font(&mut self, name: &Name<'_>, resources: &Resources<'_>) -> Result<Option<Arc<Font>>, String> {
        let Some(dict) = resources.get_font(name) else {
            self.work.miss(&resources.fonts, name)?;
            return Ok(None);
        };
        self.work.spend(dict.data().len())?;
        let place = dict.data().as_ptr().addr();
        if let Some(font) = self.fonts.get(&place) {
            return Ok(Some(Arc::clone(font)));
        }
        if self.fonts.len() >= FONTS {
            return Ok(None);
        }
        let font = Arc::new(Font::read(&dict, self.work)?);
        self.fonts.insert(place, Arc::clone(&font));
        Ok(Some(font))
    }

    /// The resources of a form.
    fn own<'d>(&mut self, form: &Dict<'d>) -> Result<Option<Resources<'d>>, String> {
        let Some(dict) = form.get::<Dict<'d>>("Resources") else { return Ok(None) };
        let own = Resources::new(dict.clone());
        let parts = [&own.ext_g_states, &own.fonts, &own.properties, &own.color_spaces];
        let others = [&own.x_objects, &own.patterns, &own.shadings];
        let read = parts.iter().chain(&others).map(|part| part.data().len()).sum::<usize>();
        self.work.spend(read + dict.data().len())?;
        Ok(Some(own))
    }

    /// A picture, or a form with operators of its own.
    fn draw(
        &mut self,
        name: &Name<'_>,
        resources: &Resources<'_>,
        state: &State,
        depth: usize,
    ) -> Result<(), String> {
        let Some(stream) = resources.get_x_object(name) else {
            return self.work.miss(&resources.x_objects, name);
        };
        let dict = stream.dict();
        self.work.spend(dict.data().len())?;
        match dict.get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Image") => self.page.pictures = true,
            Some(b"Form") if depth < DEEPEST => {
                let own = self.own(dict)?;
                let matrix = dict.get::<Array<'_>>("Matrix").and_then(|array| {
                    let objects: Vec<Object<'_>> = array.iter().take(7).collect();
                    self::matrix(&objects.iter().collect::<Vec<_>>())
                });
                let mut start = state.clone();
                start.page = matrix.unwrap_or(Matrix::ONE).then(start.page);
                if let Some(data) = self.work.unpack(&stream)?.filter(|data| data.len() <= DESCRIPTION) {
                    self.follow(&data, own.as_ref().unwrap_or(resources), start, depth + 1)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn number(object: &Object<'_>) -> Option<f64> {
    if let Object::Number(number) = object { Some(Number::as_f64(number)) } else { None }
}

fn matrix(operands: &[&Object<'_>]) -> Option<Matrix> {
    let numbers: Vec<f64> = operands.iter().filter_map(|object| number(object)).collect();
    numbers.try_into().ok().map(Matrix)
}
