use super::{Before, Document, Words};

/// Reads `source` and shows it: words in brackets by sentence.
fn read(source: &str) -> String {
    let mut words: Words<String> = Words::default();
    let mut document = Document::default();
    document.read(source, &mut words, &mut |form| form.stem.to_owned());
    let shown = document.sentences.iter().map(|sentence| {
        let words = document.tokens_of(sentence).iter().map(|token| {
            let mark = match token.before {
                Before::Space => "",
                Before::Joined => "~",
                Before::Comma => ",",
                Before::Bracket => "(",
                Before::Clause => ";",
            };
            format!("{mark}{}", words.info(token.word))
        });
        words.collect::<Vec<_>>().join(" ")
    });
    shown.collect::<Vec<_>>().join(" | ")
}

#[track_caller]
fn check(source: &str, expect: &str) {
    assert_eq!(read(source), expect, "for {source:?}");
}

#[test]
fn words_of_every_shape() {
    check("We retried the retries.", "we retri the retri");
    check("dead-letter queue, idempotency_key", "dead ~letter queue ,idempot ~key");
    check("idempotencyKey HTTPServer", "idempot ~key http ~server");
    check("C++ and C# on .NET with p99.9 I/O at 2PC", "c++ and c# on .net with p99.9 i/o at 2pc");
    check("it\u{2019}s the client\u{2019}s key", "it the client key");
    check("don't won\u{2019}t", "don't won't");
    check("costs $5, 95% or 1,000", "cost $5 ,95% or 1,000");
    check("ﬁrst idem\u{ad}potency \u{200b}key", "first idempot key");
    check(
        "с\u{43b}\u{438}\u{435}\u{43d}\u{442} \u{441}lient",
        "\u{441}\u{43b}\u{438}\u{435}\u{43d}\u{442} client",
    );
}

#[test]
fn spelling_and_irregular_forms_share_a_stem() {
    check("behaviour behavior behaviors", "behavior behavior behavior");
    check("optimise optimizing optimisation", "optim optim optim");
    check("queueing queuing queued queue", "queue queue queue queue");
    check("sent sends sending", "send send send");
    check("indices index indexes", "index index index");
    check("cancelled canceled", "cancel cancel");
}

#[test]
fn sentences_end_where_people_end_them() {
    check("Use S3. it is durable", "use s3 | it be durabl");
    check("Some keys, e.g. a UUID, expire.", "some key ,e.g a uuid ,expir");
    check("Well... I would... store it. Next?", "well ;i would ;store it | next");
    check("One... Two", "one | two");
    check("done.Then go", "do | then go");
    check("v1.2 is out (really.) Yes", "v1.2 be out (realli | (yes");
}

#[test]
fn markdown_is_read_through() {
    check("# Title\n\nSome **bold** `code_word` [link](http://x.y/z).", "titl | some bold code ~word link");
    check("~~not this~~ but that", "but that");
    check("- one thing\n- two things\n  wrapped", "one thing | two thing | wrap");
    check("---\nrubric: x\n---\nText", "text");
    check("a <!-- hidden --> b\n\n<!-- gone -->\n\nc", "a b | c");
    check("```sql\nINSERT INTO keys;\nSELECT 1\n```", "insert into key | select 1");
    check("| a | b |\n|---|---|\n| c | d |", "a | b | c | d");
}

#[test]
fn what_a_reader_does_not_see_is_not_read() {
    check("we <del>never</del> do <s>not</s> it", "we do it");
    check("a <DEL class=\"x\">b <del>c</del> d</DEL> e", "a e");
    check("one <span hidden>not this</span> key", "one key");
    check("<div hidden>\n\nnot *this*\n\n<div>nor</div>\n</div>\n\nthat", "that");
    check("<!-- gone\nand gone -->\nthat\n\n<!-- open\n\n- to the end", "that");
    check("<p>one</p> <!-- x --> <b>two</b>", "one ~two");
    check("a <del>without an end\n\nb", "a without an end | b");
    check("a <span title=\"not hidden\">b</span> `<del>` c </del>", "a b del c");
    check("~~struck `code` **bold**~~ key", "key");
}

#[test]
fn sentences_know_how_deep_they_stand_and_what_ends_them() {
    let check = |source: &str, expect: &str| {
        let (mut words, mut document) = (Words::default(), Document::default());
        document.read(source, &mut words, &mut |_| ());
        let marks = document.sentences.iter().map(|sentence| {
            let mark = |is: bool, mark: &'static str| if is { mark } else { "" };
            format!("{}{}{}", sentence.depth, mark(sentence.opens, ":"), mark(sentence.crossed, "x"))
        });
        assert_eq!(marks.collect::<Vec<_>>().join(" "), expect, "for {source:?}");
    };
    check("## Two\n\nNone:\n\n- one\n  - two **bold:**\n\n    more\n- one ❌", "2 0: 1 2: 2 1x");
    check("| a | b |\n|---|---|\n| c | ✗ |\n| e | f |", "0 1 0x 0 1");
    check("Not needed —\nkeys ✗\n✗ queues: many", "0: 0x 0");
}

#[test]
fn lines_stand_alone_unless_they_were_wrapped() {
    check("check deploys\nlook at pools", "check deploy | look at pool");
    let wrapped = "this line is long enough to have been wrapped by an editor at some\ncolumn and it goes on here with more words until the next border is\nreached";
    assert_eq!(read(wrapped).matches('|').count(), 0);
}

#[test]
fn both_ways_of_reading_blocks_agree_on_plain_text() {
    let plain = "One sentence here. And another one.\n\nA new paragraph, with a comma.\nshort line\n";
    let marked = plain.replace("One", "*One*");
    assert_eq!(read(plain), read(&marked));
}
