//! The talk with one editor, from `initialize` to `exit`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::documents::{Document, Kind};
use super::position::Encoding;
use super::protocol::{
    AtPosition, Cancel, CompletionItem, Diagnostic, DidChange, DidOpen, Folder, FolderEvent, FoldersChanged,
    Hover, Initialize, Location, OfDocument, PublishDiagnostics,
};
use super::transport::{self, Incoming};
use super::workspace::Workspace;
use super::{answers, completion, definition, hover, rubrics, uri};
use crate::rubric::schema::{Type, place};

/// Longest text that is judged.
const LONGEST: usize = 16 << 20;
/// Files whose change may change what is said of others.
const WATCHED: &str = "**/*.{yaml,yml,model,jsonl}";

/// What was agreed on with the editor.
#[derive(Debug, Default)]
pub(super) struct Client {
    pub encoding: Encoding,
    /// Whether hovering shows Markdown.
    pub markdown: bool,
    /// Whether diagnostics may point to other places.
    pub related: bool,
    /// Whether it tells of files that change when asked to.
    watches: bool,
}

impl Client {
    /// Of what an editor says that it can do.
    fn of(capabilities: &Value) -> Self {
        let lists = |pointer: &str, word: &str| {
            let list = capabilities.pointer(pointer).and_then(Value::as_array);
            list.is_some_and(|all| all.iter().any(|one| one == word))
        };
        let says = |pointer: &str| capabilities.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
        let utf8 = lists("/general/positionEncodings", "utf-8");
        Self {
            encoding: if utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            markdown: lists("/textDocument/hover/contentFormat", "markdown"),
            related: says("/textDocument/publishDiagnostics/relatedInformation"),
            watches: says("/workspace/didChangeWatchedFiles/dynamicRegistration"),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Before `initialize`.
    New,
    Running,
    /// After `shutdown`.
    Down,
}

/// Everything known of an editor and its texts.
pub(super) struct Session {
    out: Box<dyn Write>,
    stage: Stage,
    client: Client,
    workspace: Workspace,
    documents: BTreeMap<String, Document>,
    /// Texts that were closed, whose messages have to go.
    closed: BTreeSet<String>,
    sent: i32,
}

/// The form of a file, for completion.
pub(super) const fn form_of(kind: Kind) -> Option<Type> {
    match kind {
        Kind::Rubric => Some(place::rubric()),
        Kind::Shared => Some(place::shared()),
        Kind::Tests => Some(place::tests()),
        Kind::Config => Some(crate::config::form()),
        Kind::Answers | Kind::Other => None,
    }
}

impl Session {
    pub(super) fn new(out: Box<dyn Write>) -> Self {
        Self {
            out,
            stage: Stage::New,
            client: Client::default(),
            workspace: Workspace::default(),
            documents: BTreeMap::new(),
            closed: BTreeSet::new(),
            sent: 0,
        }
    }

    /// Takes messages in, answers them, and judges each text that has changed once; the exit code at the end.
    pub(super) fn serve(&mut self, batch: Vec<Incoming>) -> std::io::Result<Option<u8>> {
        let cancelled = cancelled(&batch);
        let mut hovers = Vec::new();
        for incoming in batch {
            match incoming {
                Incoming::Malformed(code, why) => transport::refuse(&mut *self.out, code, &why)?,
                Incoming::Message(Message::Response(_)) => {}
                Incoming::Message(Message::Request(request)) if cancelled.contains(&request.id) => {
                    self.fail(request.id, ErrorCode::RequestCanceled, "cancelled")?;
                }
                // It looks at what is judged, and judging waits until all changes are in.
                Incoming::Message(Message::Request(request))
                    if request.method == "textDocument/hover" && self.stage == Stage::Running =>
                {
                    hovers.push(request);
                }
                Incoming::Message(Message::Request(request)) => {
                    if request.method == "shutdown" {
                        self.settle(&mut hovers)?;
                    }
                    self.request(request)?;
                }
                Incoming::Message(Message::Notification(note)) if note.method == "exit" => {
                    return Ok(Some(self.gone()));
                }
                Incoming::Message(Message::Notification(note)) => self.notification(note)?,
            }
        }
        self.settle(&mut hovers)?;
        Ok(None)
    }

    /// Judges what has changed, and answers those who wait for it.
    fn settle(&mut self, waiting: &mut Vec<Request>) -> std::io::Result<()> {
        if self.stage == Stage::Running {
            self.judge()?;
        }
        waiting.drain(..).try_for_each(|request| self.request(request))
    }

    /// The exit code when the editor is gone.
    pub(super) fn gone(&self) -> u8 {
        u8::from(self.stage != Stage::Down)
    }

    fn request(&mut self, request: Request) -> std::io::Result<()> {
        let Request { id, method, params } = request;
        match (self.stage, method.as_str()) {
            (Stage::New, "initialize") => {
                let result = self.initialize(params);
                self.answer(id, result)
            }
            (Stage::New, _) => self.fail(id, ErrorCode::ServerNotInitialized, "`initialize` comes first"),
            (Stage::Running, "shutdown") => {
                self.stage = Stage::Down;
                self.answer(id, Value::Null)
            }
            (Stage::Running, "textDocument/hover") => self.at(id, params, Self::hover),
            (Stage::Running, "textDocument/completion") => self.at(id, params, Self::completion),
            (Stage::Running, "textDocument/definition") => self.at(id, params, Self::definition),
            (Stage::Running, "initialize") => {
                self.fail(id, ErrorCode::InvalidRequest, "`initialize` was there")
            }
            (Stage::Down, _) => self.fail(id, ErrorCode::InvalidRequest, "the server is shut down"),
            (Stage::Running, _) => self.fail(id, ErrorCode::MethodNotFound, &format!("no method `{method}`")),
        }
    }

    fn initialize(&mut self, params: Value) -> Value {
        let asked: Initialize = serde_json::from_value(params).unwrap_or_default();
        self.client = Client::of(&asked.capabilities);
        let folders = asked.workspace_folders.unwrap_or_default();
        let folders = folders.into_iter().map(|folder| folder.uri);
        let mut folders: Vec<_> = folders.filter_map(|folder| uri::to_path(&folder)).collect();
        if folders.is_empty() {
            folders.extend(asked.root_uri.and_then(|root| uri::to_path(&root)));
        }
        self.workspace.folders = folders;
        self.stage = Stage::Running;
        json!({
            "capabilities": {
                "positionEncoding": self.client.encoding.as_str(),
                "textDocumentSync": {"openClose": true, "change": 2, "save": {"includeText": false}},
                "hoverProvider": true,
                "completionProvider": {"triggerCharacters": ["<"]},
                "definitionProvider": true,
                "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}},
            },
            "serverInfo": {"name": "gradus", "version": env!("CARGO_PKG_VERSION")},
        })
    }

    fn notification(&mut self, note: Notification) -> std::io::Result<()> {
        if self.stage != Stage::Running {
            return Ok(());
        }
        match note.method.as_str() {
            "initialized" => return self.watch(),
            "textDocument/didOpen" => self.with(note.params, |session, opened: DidOpen| {
                let document = Document::new(opened.text_document);
                session.closed.remove(&document.uri);
                session.documents.insert(document.uri.clone(), document);
            }),
            "textDocument/didChange" => self.with(note.params, |session, change: DidChange| {
                let encoding = session.client.encoding;
                if let Some(document) = session.documents.get_mut(&change.text_document.uri) {
                    document.change(change.content_changes, change.text_document.version, encoding);
                }
            }),
            "textDocument/didClose" => self.with(note.params, |session, closed: OfDocument| {
                if session.documents.remove(&closed.text_document.uri).is_some() {
                    session.closed.insert(closed.text_document.uri);
                }
            }),
            "textDocument/didSave" => self.with(note.params, |session, saved: OfDocument| {
                // Answers judge nothing but themselves; of anything else it may be what judges them.
                let document = session.documents.get(&saved.text_document.uri);
                if document.is_none_or(|document| document.checked.is_none()) {
                    session.reload();
                }
            }),
            "workspace/didChangeWatchedFiles" => self.reload(),
            "workspace/didChangeWorkspaceFolders" => self.with(note.params, Self::folders_changed),
            _ => {}
        }
        Ok(())
    }

    /// Does something with parameters that have the right form; others are passed over.
    fn with<P: DeserializeOwned>(&mut self, params: Value, act: impl FnOnce(&mut Self, P)) {
        if let Ok(params) = serde_json::from_value(params) {
            act(self, params);
        }
    }

    fn folders_changed(&mut self, changed: FoldersChanged) {
        let FolderEvent { added, removed } = changed.event;
        let paths = |folders: Vec<Folder>| -> Vec<PathBuf> {
            folders.iter().filter_map(|folder| uri::to_path(&folder.uri)).collect()
        };
        let gone = paths(removed);
        self.workspace.folders.retain(|folder| !gone.contains(folder));
        self.workspace.folders.extend(paths(added));
        self.reload();
    }

    fn reload(&mut self) {
        self.workspace.reload();
        self.documents.values_mut().for_each(|document| document.is_dirty = true);
    }

    /// Asks to be told of files that change outside of the editor.
    fn watch(&mut self) -> std::io::Result<()> {
        if !self.client.watches {
            return Ok(());
        }
        let options = json!({"watchers": [{"globPattern": WATCHED}]});
        let registration =
            json!({"id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": options});
        self.sent += 1;
        let params = json!({"registrations": [registration]});
        let request =
            Request::new(RequestId::from(self.sent), "client/registerCapability".to_owned(), params);
        self.send(request.into())
    }

    /// Judges every text that has changed, and tells the editor.
    fn judge(&mut self) -> std::io::Result<()> {
        for uri in std::mem::take(&mut self.closed) {
            self.publish(&uri, None, &[])?;
        }
        self.spread();
        let dirty: Vec<String> = self
            .documents
            .values()
            .filter(|document| document.is_dirty)
            .map(|document| document.uri.clone())
            .collect();
        for uri in dirty {
            let Some(mut document) = self.documents.remove(&uri) else { continue };
            document.is_dirty = false;
            let found = self.judged(&mut document);
            let version = document.version;
            self.documents.insert(uri.clone(), document);
            self.publish(&uri, version, &found)?;
        }
        Ok(())
    }

    /// A change of a shared file or of a rubric is one of what is made of it.
    fn spread(&mut self) {
        let touches = |document: &Document| document.is_dirty && document.kind(false) != Kind::Answers;
        if self.documents.values().any(touches) {
            let beside = |document: &Document| matches!(document.kind(true), Kind::Rubric | Kind::Tests);
            self.documents
                .values_mut()
                .filter(|document| beside(document))
                .for_each(|document| document.is_dirty = true);
        }
    }

    fn judged(&mut self, document: &mut Document) -> Vec<Diagnostic> {
        if document.text.len() > LONGEST {
            return vec![self.refusal(
                document,
                "gradus/too-large",
                "the text is too long to be judged here".to_owned(),
            )];
        }
        let kind = self.kind(document);
        let name = match self.workspace.project(&document.path) {
            Ok(project) if kind == Kind::Answers => return answers::judge(document, project, &self.client),
            Ok(project) => project.shown(&document.path),
            Err(why) if kind == Kind::Answers => {
                // The configuration itself shows what is wrong with it.
                return vec![self.refusal(document, "gradus/project", why)];
            }
            Err(_) => document.path.display().to_string(),
        };
        rubrics::judge(document, kind, &name, &|path| self.open(path), &self.client)
    }

    fn refusal(&self, document: &Document, code: &str, message: String) -> Diagnostic {
        Diagnostic {
            range: document.range(0..0, self.client.encoding),
            severity: 2,
            code: code.to_owned(),
            source: "gradus",
            message: crate::report::visible(&message),
            related_information: Vec::new(),
        }
    }

    fn kind(&mut self, document: &Document) -> Kind {
        let project = self.workspace.project(&document.path);
        document.kind(project.is_ok_and(|project| project.holds_rubric(&document.path)))
    }

    /// The text of a file that the editor has open.
    fn open(&self, path: &Path) -> Option<String> {
        self.documents.values().find(|document| document.path == path).map(|document| document.text.clone())
    }

    /// Answers a question about a place; nothing for texts that are not open.
    fn at<R: serde::Serialize>(
        &mut self,
        id: RequestId,
        params: Value,
        act: impl FnOnce(&mut Self, &Document, usize) -> R,
    ) -> std::io::Result<()> {
        let asked: AtPosition = match serde_json::from_value(params) {
            Ok(asked) => asked,
            Err(error) => return self.fail(id, ErrorCode::InvalidParams, &error.to_string()),
        };
        let Some(document) = self.documents.remove(&asked.text_document.uri) else {
            return self.answer(id, Value::Null);
        };
        let byte = document.lines.byte(&document.text, asked.position, self.client.encoding);
        let result = act(self, &document, byte);
        self.documents.insert(document.uri.clone(), document);
        self.answer(id, serde_json::to_value(result).unwrap_or_default())
    }

    fn hover(&mut self, document: &Document, byte: usize) -> Option<Hover> {
        match self.kind(document) {
            Kind::Answers => {
                let project = self.workspace.project(&document.path).ok()?;
                hover::of_answers(document, project, byte, &self.client)
            }
            kind => hover::of_rubric(document, kind, &|path| self.open(path), byte, &self.client),
        }
    }

    fn completion(&mut self, document: &Document, byte: usize) -> Vec<CompletionItem> {
        let kind = self.kind(document);
        let Self { workspace, documents, client, .. } = self;
        let project = workspace.project(&document.path).ok();
        if kind == Kind::Answers {
            return project
                .map_or_else(Vec::new, |project| completion::of_answers(document, project, byte, client));
        }
        let open = |path: &Path| documents.values().find(|one| one.path == path).map(|one| one.text.clone());
        completion::of_rubric(document, kind, &open, project.as_deref(), byte, client)
    }

    fn definition(&mut self, document: &Document, byte: usize) -> Option<Location> {
        let kind = self.kind(document);
        if kind == Kind::Answers {
            let project = self.workspace.project(&document.path).ok()?;
            return definition::of_answers(document, project, byte);
        }
        let target = definition::of_rubric(document, kind, &|path| self.open(path), byte)?;
        let mut others = self.documents.values();
        let is_own = document.path == target.path;
        let home = if is_own { Some(document) } else { others.find(|other| other.path == target.path) };
        Some(definition::to_location(&target, home, &self.client))
    }

    fn publish(
        &mut self,
        uri: &str,
        version: Option<i32>,
        diagnostics: &[Diagnostic],
    ) -> std::io::Result<()> {
        let params = PublishDiagnostics { uri, version, diagnostics };
        self.send(Notification::new("textDocument/publishDiagnostics".to_owned(), params).into())
    }

    fn answer(&mut self, id: RequestId, result: Value) -> std::io::Result<()> {
        self.send(Response::new_ok(id, result).into())
    }

    fn fail(&mut self, id: RequestId, code: ErrorCode, message: &str) -> std::io::Result<()> {
        self.send(Response::new_err(id, code as i32, message.to_owned()).into())
    }

    fn send(&mut self, message: Message) -> std::io::Result<()> {
        transport::write(&mut *self.out, &message)
    }
}

/// Requests of a batch that are taken back in it.
fn cancelled(batch: &[Incoming]) -> BTreeSet<RequestId> {
    let notes = batch.iter().filter_map(|incoming| match incoming {
        Incoming::Message(Message::Notification(note)) if note.method == "$/cancelRequest" => Some(note),
        _ => None,
    });
    notes
        .filter_map(|note| serde_json::from_value::<Cancel>(note.params.clone()).ok())
        .map(|cancel| cancel.id)
        .collect()
}
