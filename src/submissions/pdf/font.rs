//! Fonts as far as text needs them: which characters a string shows, and how wide they are.

use std::collections::BTreeMap;

use hayro_cmap::{BfString, CMap};
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};

use super::content::Work;
use super::glyphs::{Encoding, named};

/// Longest table that says what characters codes are.
const LARGEST_MAP: usize = 2 << 20;
/// Most widths of a font.
const WIDTHS: usize = 1 << 16;

/// A font in use.
#[derive(Debug)]
pub(super) struct Font {
    to_unicode: Option<CMap>,
    kind: Kind,
    /// In thousandths of the font's size.
    widths: BTreeMap<u32, f64>,
    missing: Option<f64>,
    /// From the font's own units to thousandths.
    scale: f64,
}

#[derive(Debug)]
enum Kind {
    /// One byte a code.
    Simple(Simple),
    /// Two bytes a code.
    Composite,
}

#[derive(Debug)]
struct Simple {
    encoding: Encoding,
    differences: BTreeMap<u8, String>,
    fixed: bool,
}

/// A code of a string.
#[derive(Debug)]
pub(super) struct Shown {
    /// What it shows; `None` where nobody knows.
    pub text: Option<String>,
    /// In thousandths of the font's size.
    pub width: f64,
    /// Whether it is the one byte that stands for a space.
    pub space: bool,
}

impl Font {
    /// Reads a font's dictionary.
    pub(super) fn read(dict: &Dict<'_>, work: &mut Work) -> Result<Self, String> {
        let subtype = dict.get::<Name<'_>>("Subtype").map(|name| name.as_ref().to_vec()).unwrap_or_default();
        let to_unicode = match dict.get::<Stream<'_>>("ToUnicode") {
            Some(stream) => {
                let data = work.unpack(&stream)?;
                let map = data.filter(|data| data.len() <= LARGEST_MAP);
                map.and_then(|data| CMap::parse(&data, |_| None::<&[u8]>))
            }
            None => None,
        };
        if subtype == b"Type0" {
            let inner =
                dict.get::<Array<'_>>("DescendantFonts").and_then(|fonts| fonts.iter::<Dict<'_>>().next());
            let inner = inner.unwrap_or_default();
            let missing = inner.get::<Number>("DW").map_or(1000.0, |width| width.as_f64());
            let widths = composite_widths(inner.get::<Array<'_>>("W"), work)?;
            return Ok(Self {
                to_unicode,
                kind: Kind::Composite,
                widths,
                missing: Some(missing),
                scale: 1.0,
            });
        }
        let descriptor = dict.get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
        let missing = descriptor.get::<Number>("MissingWidth").map(|width| width.as_f64());
        let widths = simple_widths(dict, work)?;
        let scale = if subtype == b"Type3" { type_3_scale(dict) } else { 1.0 };
        let kind = Kind::Simple(Simple::read(dict, &descriptor, &subtype));
        Ok(Self { to_unicode, kind, widths, missing, scale })
    }

    /// The codes of a string.
    pub(super) fn show<'s>(&'s self, string: &'s [u8]) -> impl Iterator<Item = Shown> + 's {
        let bytes = if matches!(self.kind, Kind::Composite) { 2 } else { 1 };
        string.chunks(bytes).map(move |code| {
            let number = code.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
            let text = self.text(number);
            let width = self.width(number, text.as_deref());
            Shown { text, width, space: bytes == 1 && number == 32 }
        })
    }

    fn text(&self, code: u32) -> Option<String> {
        let mapped =
            self.to_unicode.as_ref().and_then(|map| map.lookup_bf_string(code)).map(|found| match found {
                BfString::Char(c) => c.to_string(),
                BfString::String(text) => text,
            });
        let mapped = mapped.filter(|text| text.chars().any(|c| c != '\0'));
        match &self.kind {
            Kind::Composite => mapped,
            Kind::Simple(simple) => mapped.or_else(|| simple.text(u8::try_from(code).ok()?)),
        }
    }

    fn width(&self, code: u32, text: Option<&str>) -> f64 {
        if let Some(width) = self.widths.get(&code) {
            return width * self.scale;
        }
        match (&self.kind, self.missing) {
            (Kind::Simple(simple), _) if self.widths.is_empty() => simple.usual_width(text),
            (_, missing) => missing.unwrap_or(500.0) * self.scale,
        }
    }
}

impl Simple {
    fn read(dict: &Dict<'_>, descriptor: &Dict<'_>, subtype: &[u8]) -> Self {
        let name =
            dict.get::<Name<'_>>("BaseFont").map(|name| name.as_str().to_lowercase()).unwrap_or_default();
        let usual = if subtype == b"TrueType" { Encoding::Windows } else { Encoding::Standard };
        let fixed =
            descriptor.get::<i32>("Flags").is_some_and(|flags| flags & 1 == 1) || name.contains("courier");
        let mut simple = Self { encoding: usual, differences: BTreeMap::new(), fixed };
        match dict.get::<Object<'_>>("Encoding") {
            Some(Object::Name(name)) => simple.encoding = Encoding::called(name.as_ref()).unwrap_or(usual),
            Some(Object::Dict(encoding)) => {
                let base = encoding.get::<Name<'_>>("BaseEncoding");
                simple.encoding = base.and_then(|name| Encoding::called(name.as_ref())).unwrap_or(usual);
                simple.differ(encoding.get::<Array<'_>>("Differences"));
            }
            _ => {}
        }
        simple
    }

    /// Takes an encoding's differences: a code, and the names of it and those after it.
    fn differ(&mut self, differences: Option<Array<'_>>) {
        let mut code = 0_i64;
        for object in differences.iter().flat_map(Array::iter::<Object<'_>>) {
            match object {
                Object::Number(number) => code = number.as_i64(),
                Object::Name(name) => {
                    if let Ok(code) = u8::try_from(code) {
                        self.differences.insert(code, name.as_str().to_owned());
                    }
                    code = code.saturating_add(1);
                }
                _ => {}
            }
        }
    }

    fn text(&self, code: u8) -> Option<String> {
        match self.differences.get(&code) {
            Some(name) => named(name),
            None => self.encoding.character(code).map(String::from),
        }
    }

    /// About how wide a character is in the fonts that every reader has, whose widths are not given.
    fn usual_width(&self, text: Option<&str>) -> f64 {
        match text.and_then(|text| text.chars().next()) {
            _ if self.fixed => 600.0,
            Some(
                'i' | 'j' | 'l' | '\'' | '|' | '’' | '‘' | '!' | '.' | ',' | ':' | ';' | ' ' | 't' | 'f'
                | 'I' | '/',
            ) => 278.0,
            Some('r' | '(' | ')' | '-' | '“' | '”' | '"' | '•') => 333.0,
            Some('m' | 'w' | 'M' | 'W' | '—' | '…' | '%') => 833.0,
            Some(c) if c.is_uppercase() => 690.0,
            _ => 540.0,
        }
    }
}

fn simple_widths(dict: &Dict<'_>, work: &mut Work) -> Result<BTreeMap<u32, f64>, String> {
    let first = dict.get::<Number>("FirstChar").map_or(0, |number| number.as_i64());
    let Some(array) = dict.get::<Array<'_>>("Widths") else { return Ok(BTreeMap::new()) };
    work.spend(array.data().len())?;
    let widths = (first..).zip(array.iter::<Number>().take(256));
    Ok(widths.filter_map(|(code, width)| Some((u32::try_from(code).ok()?, width.as_f64()))).collect())
}

/// Widths as `c [w1 w2 …]` and `first last w`.
fn composite_widths(array: Option<Array<'_>>, work: &mut Work) -> Result<BTreeMap<u32, f64>, String> {
    let mut widths = BTreeMap::new();
    let Some(array) = array else { return Ok(widths) };
    work.spend(array.data().len())?;
    let code = |object: Object<'_>| u32::try_from(object.into_number()?.as_i64()).ok();
    let mut objects = array.iter::<Object<'_>>();
    while let Some(first) = objects.next().and_then(code) {
        match objects.next() {
            Some(Object::Array(list)) => {
                work.spend(list.data().len())?;
                widths.extend((first..).zip(list.iter::<Number>().take(WIDTHS).map(|width| width.as_f64())));
            }
            Some(last) => {
                let (Some(last), Some(Object::Number(width))) = (code(last), objects.next()) else { break };
                let last = last.min(first.saturating_add(u32::from(u16::MAX)));
                work.spend(usize::try_from(last.saturating_sub(first)).unwrap_or(usize::MAX))?;
                widths.extend((first..=last).map(|code| (code, width.as_f64())));
            }
            None => break,
        }
        if widths.len() > WIDTHS {
            break;
        }
    }
    Ok(widths)
}

/// A font that is drawn by the page's own means has units of its own.
fn type_3_scale(dict: &Dict<'_>) -> f64 {
    let matrix = dict.get::<Array<'_>>("FontMatrix");
    let first = matrix.and_then(|matrix| matrix.iter::<Number>().next());
    first.map_or(1.0, |number| number.as_f64().abs() * 1000.0)
}
