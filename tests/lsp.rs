//! `gradus lsp` spoken to over its pipes, byte for byte as an editor would.
#![cfg(feature = "lsp")]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};
use support::Repo;

/// An editor with a server.
struct Editor {
    repo: Repo,
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    next: i64,
}

impl Editor {
    /// A server that has heard nothing yet.
    fn silent(name: &str) -> Self {
        let repo = Repo::new(name);
        for file in ["guide.md", "rubrics/retries.yaml", "rubrics/shared/words.yaml"] {
            repo.write(file, std::fs::read(format!("tests/data/lsp/{file}")).expect("a file"));
        }
        let mut command = repo.command(&["lsp"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it runs");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { repo, input: child.stdin.take(), child, output, next: 0 }
    }

    /// A server that is ready; `capabilities` are the editor's.
    fn new(name: &str, capabilities: &Value) -> Self {
        let mut editor = Self::silent(name);
        let root = editor.uri("");
        let params = json!({"processId": null, "rootUri": root, "capabilities": capabilities});
        let result = editor.ask("initialize", &params);
        assert_eq!(result["serverInfo"]["name"], "gradus");
        editor.tell("initialized", &json!({}));
        editor
    }

    fn uri(&self, path: &str) -> String {
        format!("file://{}/{path}", self.repo.root.display()).trim_end_matches('/').to_owned()
    }

    fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("open");
        input.write_all(bytes).and_then(|()| input.flush()).expect("it listens");
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Asks, and returns the answer; what is published before it is passed over.
    fn ask(&mut self, method: &str, params: &Value) -> Value {
        let mut answer = self.asked(method, params);
        assert!(answer.get("error").is_none(), "{answer}");
        answer["result"].take()
    }

    fn asked(&mut self, method: &str, params: &Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        self.until(|message| message["id"] == id && message.get("method").is_none())
    }

    fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = self.receive().expect("a message");
            if wanted(&message) {
                return message;
            }
        }
    }

    fn receive(&mut self) -> Option<Value> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).expect("text") == 0 {
                return None;
            }
            match line.trim().strip_prefix("Content-Length: ") {
                Some(number) => length = number.parse().expect("a number"),
                None if line.trim().is_empty() => break,
                None => panic!("{line}"),
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("a body");
        Some(serde_json::from_slice(&body).expect("JSON"))
    }

    fn open(&mut self, path: &str, text: &str) -> String {
        let language = if path.ends_with(".md") { "markdown" } else { "yaml" };
        let uri = self.uri(path);
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.tell("textDocument/didOpen", &json!({"textDocument": document}));
        self.published(&uri)
    }

    fn open_file(&mut self, path: &str) -> String {
        let text = self.repo.read(path);
        self.open(path, &text)
    }

    /// The next diagnostics of a text, a line each.
    fn published(&mut self, uri: &str) -> String {
        let message = self.until(|message| message["params"]["uri"] == uri);
        lines(&message["params"]["diagnostics"])
    }

    fn change(&mut self, path: &str, version: i64, changes: &Value) -> String {
        let uri = self.uri(path);
        let document = json!({"uri": uri, "version": version});
        self.tell("textDocument/didChange", &json!({"textDocument": document, "contentChanges": changes}));
        self.published(&uri)
    }

    fn at(&mut self, method: &str, path: &str, line: u32, character: u32) -> Value {
        let params = json!({
            "textDocument": {"uri": self.uri(path)},
            "position": {"line": line, "character": character},
        });
        self.ask(method, &params)
    }

    fn hover(&mut self, path: &str, line: u32, character: u32) -> String {
        let hover = self.at("textDocument/hover", path, line, character);
        if hover.is_null() {
            return "nothing".to_owned();
        }
        format!("{}\n{}", range(&hover["range"]), hover["contents"]["value"].as_str().expect("text"))
    }

    fn completion(&mut self, path: &str, line: u32, character: u32) -> String {
        let items = self.at("textDocument/completion", path, line, character);
        let items = items.as_array().expect("a list").iter().map(|item| {
            let edit = &item["textEdit"];
            format!("{} → {} {} ({})", item["label"], edit["newText"], range(&edit["range"]), item["detail"])
        });
        items.collect::<Vec<_>>().join("\n")
    }

    fn definition(&mut self, path: &str, line: u32, character: u32) -> String {
        let way = self.at("textDocument/definition", path, line, character);
        let uri = way["uri"].as_str().unwrap_or("nowhere").replace(&self.uri(""), "");
        if way.is_null() { uri } else { format!("{uri} {}", range(&way["range"])) }
    }

    /// The exit code after `shutdown` and `exit`, or after the pipe is closed.
    fn end(mut self, politely: bool) -> Option<i32> {
        if politely {
            self.ask("shutdown", &Value::Null);
            self.tell("exit", &Value::Null);
        }
        drop(self.input.take());
        self.child.wait().expect("it ends").code()
    }
}

fn range(range: &Value) -> String {
    let place = |end: &str| format!("{}:{}", range[end]["line"], range[end]["character"]);
    format!("{}-{}", place("start"), place("end"))
}

fn lines(diagnostics: &Value) -> String {
    let line = |one: &Value| {
        let message = one["message"].as_str().expect("text").replace('\n', " / ");
        format!(
            "{} {} {}: {message}",
            range(&one["range"]),
            one["severity"],
            one["code"].as_str().expect("a code")
        )
    };
    diagnostics.as_array().expect("a list").iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_document_shows_what_check_reports() {
    let mut editor = Editor::new("lsp", &json!({}));
    insta::assert_snapshot!(editor.open_file("guide.md"), @r"
    2:0-2:32 1 safe-retries/pass-mark: 50.0 % of the points, 60 % needed (1 of 2 points)
    2:0-2:32 2 safe-retries/same-key: not stated: The same key on each attempt (0 of 1 point) / Say how the server knows a repeated request.
    4:79-4:94 1 safe-retries/retry-all: wrong claim: Retries whatever went wrong (-1 point)
    ");
    // Columns are units of UTF-16: the face before the words takes two.
    insta::assert_snapshot!(editor.hover("guide.md", 4, 40), @r"
    4:34-4:53
    Waits between attempts safe-retries/backoff: met, 2 points

    “exponential backoff” is asserted, found by exponential backoff
    ");
    insta::assert_snapshot!(editor.hover("guide.md", 2, 5), @r"
    2:0-2:32
    Retries that do no harm safe-retries

    failed: 50.0 % (1 of 2 points), 60 % needed; heading 100 % like the question
    - met: Waits between attempts (2 of 2 points)
    - missing: The same key on each attempt (0 of 1 point)
    - claimed: Retries whatever went wrong (-1 point)
    ");
    insta::assert_snapshot!(editor.hover("guide.md", 7, 0), @r"nothing");
    insta::assert_snapshot!(editor.definition("guide.md", 4, 40), @r"/rubrics/retries.yaml 6:2-6:2");
    // What is typed is judged at once, and what is right is no longer complained of.
    let line = json!([{"range": {"start": {"line": 4, "character": 15}, "end": {"line": 5, "character": 0}}, "text":
        "Every attempt carries the same key and waits with exponential backoff.\n"}]);
    insta::assert_snapshot!(editor.change("guide.md", 2, &line), @"");
    assert_eq!(editor.end(true), Some(0));
}

#[test]
fn columns_are_bytes_where_the_editor_offers_it() {
    let mut editor = Editor::new("lsp", &json!({"general": {"positionEncodings": ["utf-16", "utf-8"]}}));
    let text = "## How do you make retries safe?\n\nAnswer: ü😀 retry any error\n";
    insta::assert_snapshot!(editor.open("a.md", text), @r"
    0:0-0:32 1 safe-retries/backoff: required, but not stated: Waits between attempts / Say how long the caller waits before it tries again.
    0:0-0:32 1 safe-retries/pass-mark: 0.0 % of the points, 60 % needed (0 of 2 points)
    0:0-0:32 2 safe-retries/same-key: not stated: The same key on each attempt (0 of 1 point) / Say how the server knows a repeated request.
    2:15-2:30 1 safe-retries/retry-all: wrong claim: Retries whatever went wrong (-1 point)
    ");
    assert_eq!(editor.end(true), Some(0));
}

#[test]
fn a_rubric_shows_what_lint_reports() {
    let mut editor = Editor::new("lsp", &json!({"textDocument": {"hover": {"contentFormat": ["markdown"]}}}));
    let path = "rubrics/retries.yaml";
    insta::assert_snapshot!(editor.open_file(path), @r"
    6:2-6:9 2 lint/no-examples: `backoff` has no example sentences, so nothing shows that it works / add `examples:` with a sentence under `hit:`
    14:2-14:10 2 lint/no-examples: `same-key` has no example sentences, so nothing shows that it works / add `examples:` with a sentence under `hit:`
    19:2-19:11 2 lint/no-examples: `retry-all` has no example sentences, so nothing shows that it works / add `examples:` with a sentence under `hit:`
    ");
    let wrong = json!([{"range": {"start": {"line": 12, "character": 37}, "end": {"line": 12, "character": 42}}, "text": "retyr"}]);
    insta::assert_snapshot!(editor.change(path, 2, &wrong), @r"12:36-12:43 1 rubric/unknown-set: no set is named `<retyr>` / did you mean `<retry>`?");
    let broken = json!([{"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, "text": "? [\n"}]);
    insta::assert_snapshot!(editor.change(path, 3, &broken), @r"12:6-12:7 1 rubric/syntax: this cannot be read as YAML / put the phrase in single quotes");
    assert_eq!(editor.end(true), Some(0));
}

#[test]
fn names_of_a_rubric_are_proposed_explained_and_found() {
    let mut editor = Editor::new("lsp", &json!({"textDocument": {"hover": {"contentFormat": ["markdown"]}}}));
    let path = "rubrics/retries.yaml";
    editor.open_file(path);
    insta::assert_snapshot!(editor.completion(path, 12, 38), @r#"
    "retry" → "retry" 12:37-12:42 ("set of words")
    "caller" → "caller" 12:37-12:42 ("set of words")
    "number" → "number" 12:37-12:42 ("built in")
    "duration" → "duration" 12:37-12:42 ("built in")
    "percent" → "percent" 12:37-12:42 ("built in")
    "money" → "money" 12:37-12:42 ("built in")
    "http-status" → "http-status" 12:37-12:42 ("built in")
    "date" → "date" 12:37-12:42 ("built in")
    "#);
    insta::assert_snapshot!(editor.completion(path, 8, 4), @r#"
    "points" → "points" 8:4-8:10 ("number of points")
    "polarity" → "polarity" 8:4-8:10 ("one of by_kind, any")
    "all" → "all" 8:4-8:10 ("list: pattern, or rule")
    "at_least" → "at_least" 8:4-8:10 ("at_least")
    "weak" → "weak" 8:4-8:10 ("list: pattern, or indicator")
    "unless" → "unless" 8:4-8:10 ("list: pattern, or indicator")
    "follow_up" → "follow_up" 8:4-8:10 ("text")
    "examples" → "examples" 8:4-8:10 ("examples")
    "precision" → "precision" 8:4-8:10 ("whole number, 50 to 99")
    "#);
    insta::assert_snapshot!(editor.completion(path, 9, 14), @r#"
    "true" → "true" 9:14-9:18 (null)
    "false" → "false" 9:14-9:18 (null)
    "#);
    insta::assert_snapshot!(editor.completion(path, 24, 9), @r#"
    "backoff" → "backoff" 24:9-24:16 ("concepts")
    "same-key" → "same-key" 24:9-24:16 ("concepts")
    "#);
    insta::assert_snapshot!(editor.completion(path, 4, 6), @r#"
    "backend" → "backend" 4:6-4:11 ("shared file")
    "lenses" → "lenses" 4:6-4:11 ("shared file")
    "networks" → "networks" 4:6-4:11 ("shared file")
    "words" → "words" 4:6-4:11 ("shared file")
    "#);
    insta::assert_snapshot!(editor.hover(path, 12, 38), @r"
    12:37-12:42
    **retry** of the shared file `words`
    - retry
    - try again
    - send again
    ");
    insta::assert_snapshot!(editor.hover(path, 9, 6), @r"
    9:4-9:12
    **required** (true or false)

    Whether an answer cannot pass without it.
    ");
    insta::assert_snapshot!(editor.hover(path, 24, 12), @r"
    24:9-24:16
    `backoff` of concepts

    Waits between attempts
    ");
    insta::assert_snapshot!(editor.definition(path, 12, 38), @r"/rubrics/shared/words.yaml 2:2-2:7");
    insta::assert_snapshot!(editor.definition(path, 4, 8), @r"/rubrics/shared/words.yaml 0:0-0:0");
    insta::assert_snapshot!(editor.definition(path, 24, 12), @r"/rubrics/retries.yaml 6:2-6:9");
    insta::assert_snapshot!(editor.definition(path, 30, 18), @r"/rubrics/retries.yaml 6:2-6:9");
    assert_eq!(editor.end(true), Some(0));
}

#[test]
fn an_unsaved_shared_file_counts() {
    let mut editor = Editor::new("lsp", &json!({}));
    let rubric = editor.uri("rubrics/retries.yaml");
    editor.open_file("rubrics/retries.yaml");
    let text = editor.repo.read("rubrics/shared/words.yaml").replace("retry:", "again:");
    editor.open("rubrics/shared/words.yaml", &text);
    // The rubric is judged with it although nothing was saved.
    let whole = json!([{"text": text}]);
    let uri = editor.uri("rubrics/shared/words.yaml");
    let document = json!({"uri": uri, "version": 2});
    editor.tell("textDocument/didChange", &json!({"textDocument": document, "contentChanges": whole}));
    insta::assert_snapshot!(editor.published(&rubric), @r"12:36-12:43 1 rubric/unknown-set: no set is named `<retry>` / write one of: <again>, <caller>, <number>, <duration>, <percent>, <money>, <http-status>, <date>");
    assert_eq!(editor.end(true), Some(0));
}

#[test]
fn rubrics_are_named_in_documents() {
    let mut editor = Editor::new("lsp", &json!({}));
    editor.open("b.md", "---\nrubric: safe\n---\n\n<!-- gradus-ignore:  -->\n");
    let proposed = editor.completion("b.md", 1, 12);
    assert!(
        proposed.lines().any(|line| line.starts_with("\"safe-retries\" → \"safe-retries\" 1:8-1:12")),
        "{proposed}"
    );
    let found = editor.change("b.md", 2, &json!([{"text": "---\nrubric: safe-retrys\n---\nWe log it.\n"}]));
    insta::assert_snapshot!(found, @r"1:8-1:19 1 check/unknown-rubric: no rubric `safe-retrys`, did you mean `safe-retries`?");
    let found = editor.change("b.md", 3, &json!([{"text": "---\nrubric: safe-retries\n---\nWe log it.\n"}]));
    insta::assert_snapshot!(found, @r"
    0:0-0:1 1 safe-retries/backoff: required, but not stated: Waits between attempts / Say how long the caller waits before it tries again.
    0:0-0:1 1 safe-retries/pass-mark: 0.0 % of the points, 60 % needed (0 of 2 points)
    0:0-0:1 2 safe-retries/same-key: not stated: The same key on each attempt (0 of 1 point) / Say how the server knows a repeated request.
    ");
    insta::assert_snapshot!(editor.hover("b.md", 1, 10), @r"
    1:8-1:20
    Retries that do no harm

    How do you make retries safe?
    - Waits between attempts (2 points)
    - The same key on each attempt (1 point)
    - Retries whatever went wrong (-1 point)
    ");
    insta::assert_snapshot!(editor.definition("b.md", 1, 10), @r"/rubrics/retries.yaml 0:0-0:0");
    assert_eq!(editor.end(true), Some(0));
}

#[test]
fn a_configuration_is_read_and_judged() {
    let mut editor = Editor::new("lsp", &json!({}));
    insta::assert_snapshot!(editor.open("gradus.yaml", "rubrics: [rubrics]\nanswers:\n  - files: '*.md'\n    rubric: safe-retry\nfail_undr: 3\n"), @r"4:0-4:9 1 config/unknown-field: unknown field `fail_undr` in configuration / not a known field / did you mean `fail_under`?");
    insta::assert_snapshot!(editor.change("gradus.yaml", 2, &json!([{"text": "rubrics: [rubrics]\nanswers:\n  - files: '*.md'\n    rubric: safe-retry\n"}])), @r"3:12-3:22 1 config/unknown-rubric: no rubric `safe-retry`, did you mean `safe-retries`?");
    let proposed = editor.completion("gradus.yaml", 3, 14);
    assert!(proposed.contains("\"safe-retries\""), "{proposed}");
    // It counts once it is saved.
    editor.repo.write(
        "gradus.yaml",
        "rubrics: [rubrics]\nanswers:\n  - files: '*.md'\n    rubric: safe-retries\nfail_under: 99\n",
    );
    editor.tell("workspace/didChangeWatchedFiles", &json!({"changes": []}));
    let found = editor.open("c.md", "We log it.\n");
    assert!(found.contains("99 % needed"), "{found}");
    assert_eq!(editor.end(true), Some(0));
}

#[test]
fn other_texts_are_left_alone() {
    let mut editor = Editor::new("lsp", &json!({}));
    assert_eq!(editor.open("ci.yml", "on: push\njobs:\n  a: [b\n"), "");
    assert_eq!(editor.open("notes.md", "# Soup\n\nSoup.\n"), "");
    assert_eq!(editor.hover("notes.md", 0, 3), "nothing");
    let uri = "untitled:Untitled-1";
    let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": "## How do you make retries safe?\n"});
    editor.tell("textDocument/didOpen", &json!({"textDocument": document}));
    assert_eq!(editor.published(uri), "");
    assert_eq!(editor.end(true), Some(0));
}

#[test]
fn closing_a_text_takes_its_messages_away() {
    let mut editor = Editor::new("lsp", &json!({}));
    let uri = editor.uri("guide.md");
    assert_ne!(editor.open_file("guide.md"), "");
    editor.tell("textDocument/didClose", &json!({"textDocument": {"uri": uri}}));
    assert_eq!(editor.published(&uri), "");
    assert!(editor.at("textDocument/hover", "guide.md", 0, 0).is_null());
    assert_eq!(editor.end(true), Some(0));
}

#[test]
fn changes_that_arrive_together_are_judged_once() {
    let mut editor = Editor::new("lsp", &json!({}));
    let uri = editor.uri("guide.md");
    let text = editor.repo.read("guide.md");
    editor.open("guide.md", &text);
    let mut bytes = Vec::new();
    for version in 2..60 {
        let document = json!({"uri": uri, "version": version});
        let params =
            json!({"textDocument": document, "contentChanges": [{"text": format!("{text}{version}\n")}]});
        let body =
            json!({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": params}).to_string();
        bytes.extend(format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes());
    }
    editor.raw(&bytes);
    let mut judged = 0;
    loop {
        let message = editor.until(|message| message["params"]["uri"] == uri);
        judged += 1;
        if message["params"]["version"] == 59 {
            break;
        }
    }
    assert!(judged < 58, "{judged} times");
    assert_eq!(editor.end(true), Some(0));
}

#[test]
fn a_request_that_is_taken_back_is_not_answered_twice() {
    let mut editor = Editor::new("lsp", &json!({}));
    editor.open_file("guide.md");
    let uri = editor.uri("guide.md");
    let params = json!({"textDocument": {"uri": uri}, "position": {"line": 2, "character": 3}});
    let ask =
        json!({"jsonrpc": "2.0", "id": "x", "method": "textDocument/hover", "params": params}).to_string();
    let cancel = json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": "x"}}).to_string();
    let framed = |body: &String| format!("Content-Length: {}\r\n\r\n{body}", body.len());
    editor.raw(format!("{}{}", framed(&ask), framed(&cancel)).as_bytes());
    let answer = editor.until(|message| message["id"] == "x");
    assert!(answer.get("result").is_some() || answer["error"]["code"] == -32800, "{answer}");
    assert!(editor.at("textDocument/hover", "guide.md", 2, 3).is_object());
    assert_eq!(editor.end(true), Some(0));
}

#[test]
fn bad_messages_are_refused_and_survived() {
    let mut editor = Editor::new("lsp", &json!({}));
    for bad in ["Content-Length: 3\r\n\r\n{a}", "Content-Length: 2\r\n\r\n[]", "Content-Length: x\r\n\r\n"] {
        editor.raw(bad.as_bytes());
        let answer = editor.receive().expect("an answer");
        assert!(answer["id"].is_null() && answer["error"]["code"].as_i64() < Some(-32000), "{answer}");
    }
    let code = |answer: Value| answer["error"]["code"].as_i64();
    assert_eq!(code(editor.asked("textDocument/rename", &json!({}))), Some(-32601));
    assert_eq!(code(editor.asked("textDocument/hover", &json!({"position": 3}))), Some(-32602));
    assert_eq!(code(editor.asked("initialize", &json!({}))), Some(-32600));
    editor.tell(
        "textDocument/didChange",
        &json!({"textDocument": {"uri": "file:///nowhere"}, "contentChanges": []}),
    );
    editor.tell("textDocument/didOpen", &json!(7));
    editor.open_file("guide.md");
    // Places outside of the text, and ranges that run backwards, are drawn in.
    let range =
        json!({"start": {"line": 99, "character": 9}, "end": {"line": 0, "character": 4_000_000_000_u32}});
    editor.change("guide.md", 2, &json!([{"range": range, "text": "é\u{1b}[31m"}]));
    assert!(editor.at("textDocument/hover", "guide.md", 4_000_000_000, 1).is_null());
    assert_eq!(editor.end(true), Some(0));
}

#[test]
fn the_exit_code_says_whether_the_editor_took_leave() {
    let mut editor = Editor::silent("lsp");
    let code = editor.asked("shutdown", &Value::Null)["error"]["code"].as_i64();
    assert_eq!(code, Some(-32002));
    assert_eq!(editor.end(false), Some(1));
    let mut editor = Editor::new("lsp", &json!({}));
    editor.tell("exit", &Value::Null);
    assert_eq!(editor.end(false), Some(1));
    let mut editor = Editor::new("lsp", &json!({}));
    editor.ask("shutdown", &Value::Null);
    assert_eq!(editor.asked("textDocument/hover", &json!({}))["error"]["code"].as_i64(), Some(-32600));
    assert_eq!(editor.end(false), Some(0));
}
