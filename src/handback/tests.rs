use super::{Comments, Handback};
use crate::gradebook::Graded;
use crate::rubric::Rubric;

const RUBRIC: &str = "
id: retries
title: Safe *retries*
question: How do you make retries safe?
concepts:
  key:
    title: Client key
    points: 3
    any: [idempotency key]
    missing: Say who makes the key.
    follow_up: And two requests at once?
  backoff:
    title: Backoff
    points: 2
    any: [backoff]
misconceptions:
  put:
    title: PUT is enough
    points: 1
    any: [PUT is enough anyway]
";

const LINE: &str = r#"{"candidate":{"id":"7","name":"Anna <b>"},"answer_id":"a","rubric":"retries","percent":20.0,"points":1.0,"max":5.0,"band":"weak","passed":false,"criteria":[
{"id":"key","kind":"concept","verdict":"missing","points":0.0,"max":3.0,"evidence":[],"follow_up":"And two requests at once?"},
{"id":"backoff","kind":"concept","verdict":"met","points":2.0,"max":2.0,"evidence":[{"text":"back_off\u202e <script>"}]},
{"id":"put","kind":"misconception","verdict":"met","points":-1.0,"max":0.0,"evidence":[{"text":"PUT is enough anyway"}]}],"flags":[]}"#;

const COMMENTS: &str = "
opening: |
  Dear *all*,

  here it is.
closing: See you on Friday.
bands: {weak: Let us talk about this one.}
comments:
  key: {missing: 'Chapter 3 <of the book>.', met: Well done.}
  retries/put: Please read RFC 9110.
  backoff: Not shown where it was found.
";

fn handback(comments: &str) -> Handback {
    let comments = Comments::parse(comments.as_bytes()).expect("comments");
    let mut handback = Handback::new(comments);
    let (rubric, _) = Rubric::parse(RUBRIC.as_bytes(), "r.yaml", &|_| None).expect("a rubric");
    handback.know(&rubric);
    handback
}

#[test]
fn a_page_of_markdown() {
    let graded = Graded::parse(LINE.replace('\n', "").as_bytes()).expect("a line");
    insta::assert_snapshot!(handback(COMMENTS).markdown(&graded.candidate.clone(), &[graded]), @r#"
    # Feedback for Anna &lt;b&gt;

    Dear *all*,

    here it is.

    ## Safe \*retries\*

    *How do you make retries safe?*

    **1 of 5 points (20.0 %), weak, not passed**

    Let us talk about this one.

    ### Found in your answer

    - **Backoff** (2 of 2): “back\_off� &lt;script&gt;”

    ### Missing

    - **Client key** (0 of 3)
      Say who makes the key.
      *And two requests at once?*
      Chapter 3 <of the book>.

    ### Not right

    - **PUT is enough** (-1): “PUT is enough anyway”
      Please read RFC 9110.

    ---

    See you on Friday.
    "#);
}

#[test]
fn a_page_of_html() {
    let graded = Graded::parse(LINE.replace('\n', "").as_bytes()).expect("a line");
    let page = handback(COMMENTS).html(&graded.candidate.clone(), &[graded]);
    let body = page.split("<main>").nth(1).expect("a body");
    insta::assert_snapshot!(body.replace("><", ">\n<"), @r#"
    <h1>Feedback for Anna &lt;b&gt;</h1>
    <p class="comment">Dear *all*,</p>
    <p class="comment">here it is.</p>
    <section>
    <h2>Safe *retries*</h2>
    <p class="question">How do you make retries safe?</p>
    <p class="score">1 of 5 points (20.0 %), weak, not passed</p>
    <p class="comment">Let us talk about this one.</p>
    <h3 class="found">Found in your answer</h3>
    <ul>
    <li>
    <p>
    <strong>Backoff</strong> <span class="points">(2 of 2)</span>
    </p>
    <blockquote>“back_off� &lt;script&gt;”</blockquote>
    </li>
    </ul>
    <h3 class="missing">Missing</h3>
    <ul>
    <li>
    <p>
    <strong>Client key</strong> <span class="points">(0 of 3)</span>
    </p>
    <p>Say who makes the key.</p>
    <p class="ask">And two requests at once?</p>
    <p class="comment">Chapter 3 &lt;of the book&gt;.</p>
    </li>
    </ul>
    <h3 class="mistaken">Not right</h3>
    <ul>
    <li>
    <p>
    <strong>PUT is enough</strong> <span class="points">(-1)</span>
    </p>
    <blockquote>“PUT is enough anyway”</blockquote>
    <p class="comment">Please read RFC 9110.</p>
    </li>
    </ul>
    </section>
    <hr>
    <p class="comment">See you on Friday.</p>
    </main>
    </body>
    </html>
    "#);
}

/// Of a group that is full nothing more is asked for.
#[test]
fn members_of_a_full_group_are_not_missing() {
    let rubric =
        format!("{RUBRIC}groups:\n  either:\n    title: Either\n    of: [key, backoff]\n    full: 1\n");
    let (rubric, _) = Rubric::parse(rubric.as_bytes(), "r.yaml", &|_| None).expect("a rubric");
    let mut handback = Handback::new(Comments::default());
    handback.know(&rubric);
    let graded = Graded::parse(LINE.replace('\n', "").as_bytes()).expect("a line");
    let page = handback.markdown(&graded.candidate.clone(), &[graded]);
    assert!(
        page.contains("**Backoff**") && !page.contains("Missing") && !page.contains("Client key"),
        "{page}"
    );
}

#[test]
fn what_means_nothing_is_told() {
    let wrong = |text: &str| Comments::parse(text.as_bytes()).expect_err("something wrong").join("\n");
    insta::assert_snapshot!(wrong("comment: x\ncomments:\n  a: {mising: x}\n  b: [x]\nbands: 3\nopening: [x]\n"), @r#"
    line 1: `comment` means nothing here; known are comments, bands, opening, closing
    line 3: `mising` is no verdict; they are met, weak, denied, missing
    line 4: expected a text, or verdicts (met, weak, denied, missing) with a text each
    line 5: expected names of bands, each with a text
    line 6: expected a text
    "#);
    insta::assert_snapshot!(wrong("a: 1\na: 2\n"), @"line 2: `a` is set twice here");
    assert_eq!(Comments::parse(b"").expect("nothing"), Comments::default());
    let unknown = handback("comments:\n  kee: x\n  other/key: y\n  key: z\n").unknown();
    insta::assert_snapshot!(format!("{unknown:?}"), @r#"[Unknown { key: "kee", line: 2, near: Some("key") }, Unknown { key: "other/key", line: 3, near: Some("key") }]"#);
    Comments::parse(br#"{"comments": {"key": {"missing": "in JSON"}}}"#).expect("comments");
}
