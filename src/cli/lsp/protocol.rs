//! The few shapes of the Language Server Protocol 3.17 that are used here.
//!
//! Crates with all of them (`lsp-types`, `gen-lsp-types`) take longer to compile than the rest of the
//! server; a client library reads what is written with these in `.ci/lsp-client`.

use serde::{Deserialize, Serialize};

/// A place: lines and units of the encoding agreed on, both from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Position {
    pub line: u32,
    pub character: u32,
}

/// A half-open stretch of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Range {
    pub start: Position,
    pub end: Position,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Location {
    pub uri: String,
    pub range: Range,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Diagnostic {
    pub range: Range,
    /// 1 error, 2 warning, 3 information, 4 hint.
    pub severity: u8,
    pub code: String,
    pub source: &'static str,
    pub message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related_information: Vec<RelatedInformation>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct RelatedInformation {
    pub location: Location,
    pub message: String,
}

#[derive(Debug, Serialize)]
pub(super) struct PublishDiagnostics<'p> {
    pub uri: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i32>,
    pub diagnostics: &'p [Diagnostic],
}

#[derive(Debug, Deserialize)]
pub(super) struct DocumentId {
    pub uri: String,
    #[serde(default)]
    pub version: Option<i32>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DocumentItem {
    pub uri: String,
    #[serde(default)]
    pub language_id: String,
    #[serde(default)]
    pub version: Option<i32>,
    pub text: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DidOpen {
    pub text_document: DocumentItem,
}

/// Of a document: closed, saved.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OfDocument {
    pub text_document: DocumentId,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DidChange {
    pub text_document: DocumentId,
    pub content_changes: Vec<Change>,
}

/// A new text for a range, or for all.
#[derive(Debug, Deserialize)]
pub(super) struct Change {
    #[serde(default)]
    pub range: Option<Range>,
    pub text: String,
}

/// What hover, completion and definition ask.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AtPosition {
    pub text_document: DocumentId,
    pub position: Position,
}

#[derive(Debug, Deserialize)]
pub(super) struct Cancel {
    pub id: lsp_server::RequestId,
}

#[derive(Debug, Deserialize)]
pub(super) struct Folder {
    pub uri: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct FoldersChanged {
    pub event: FolderEvent,
}

#[derive(Debug, Deserialize)]
pub(super) struct FolderEvent {
    #[serde(default)]
    pub added: Vec<Folder>,
    #[serde(default)]
    pub removed: Vec<Folder>,
}

/// What an editor says of itself; the rest of its capabilities is not looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Initialize {
    pub root_uri: Option<String>,
    pub workspace_folders: Option<Vec<Folder>>,
    pub capabilities: serde_json::Value,
}

#[derive(Debug, Serialize)]
pub(super) struct Hover {
    pub contents: Markup,
    pub range: Range,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Markup {
    pub kind: &'static str,
    pub value: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CompletionItem {
    pub label: String,
    /// 5 field, 12 value, 17 file, 18 reference, 21 constant.
    pub kind: u8,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation: Option<Markup>,
    pub sort_text: String,
    pub text_edit: TextEdit,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TextEdit {
    pub range: Range,
    pub new_text: String,
}
