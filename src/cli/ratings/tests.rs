use std::path::PathBuf;

use crate::rubric::Rubric;

use super::{Label, RatedFile, Ratings, read_path, scale};

fn file(name: &str, text: &[u8]) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("gradus-ratings-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn read(name: &str, text: &str, map: &[&str]) -> anyhow::Result<Ratings> {
    let map: Vec<String> = map.iter().map(|pair| (*pair).to_owned()).collect();
    read_path(&file(name, text.as_bytes()), &map)
}

fn rubric() -> Rubric {
    let text = "id: q\ntitle: Q\nquestion: What is kept?\nconcepts: {c: {title: C, points: 1, any: [c]}}\n";
    Rubric::parse(text.as_bytes(), "q.yaml", &|_| None).unwrap().0
}

/// The message without the folder of the file.
fn refused(name: &str, text: &[u8], expect: &str) {
    let path = file(name, text);
    let folder = format!("{}/", path.parent().unwrap().display());
    let result = read_path(&path, &[]).and_then(|ratings| {
        ratings.need_scores()?;
        ratings.need_text()?;
        let all = ratings.of(&rubric(), None)?;
        for answer in &all {
            ratings.labels(answer, &["unit", "far-away"])?;
        }
        scale(&all, &given(path, None)).map(|_| ())
    });
    assert_eq!(format!("{:#}", result.unwrap_err()).replace(&folder, ""), expect);
}

fn given(answers: PathBuf, scale: Option<(f64, f64)>) -> RatedFile {
    RatedFile { answers, map: vec![], question: None, scale, step: None }
}

#[test]
fn columns_are_guessed() {
    let ratings =
        read("a.csv", "\u{feff}ID;Response;Human mark\n7;\"one;\n\"\"two\"\"\";2,5\n8;three;\n", &[])
            .unwrap();
    assert_eq!(ratings.raters, ["Human mark"]);
    let [first, second] = ratings.answers.as_slice() else { panic!("{ratings:?}") };
    assert_eq!((first.id.as_str(), first.text.as_str(), first.mean()), ("7", "one;\n\"two\"", Some(2.5)));
    assert_eq!((second.mean(), second.place.ends_with("a.csv row 3 (line 4)")), (None, true));

    let ratings =
        read("b.tsv", "question_id\tanswer_id\tanswer\tscore_1\tscore_2\tnotes\nq\t1\tx, y\t1\t3\t-\n", &[])
            .unwrap();
    assert_eq!(
        (ratings.raters.as_slice(), ratings.answers[0].mean()),
        (&["score_1".to_owned(), "score_2".to_owned()][..], Some(2.0))
    );

    let ratings = read("c.jsonl", "{\"id\": 1, \"text\": \"x\", \"overall\": [4, null]}\n\n{\"id\": 2, \"text\": \"y\", \"overall\": null}\n", &[]).unwrap();
    assert_eq!(ratings.raters, ["overall_1", "overall_2"]);
    assert_eq!([ratings.answers[0].mean(), ratings.answers[1].mean()], [Some(4.0), None]);

    let ratings =
        read("d.csv", "Mark,What was said\n1,x\n", &["answer=what was said", "score=Mark"]).unwrap();
    assert!(ratings.answers[0].id.ends_with("d.csv row 2"));
}

#[test]
fn labels_stand_in_columns_or_objects() {
    let ids = ["unit", "far-away"];
    let labels = |ratings: &Ratings| ratings.labels(&ratings.answers[0], &ids).unwrap();
    let two = labels(&read("l.csv", "answer,score,unit_1,unit_2,Far away\nx,1,full,weak,0\n", &[]).unwrap());
    assert_eq!(two["unit"], [Some(Label::Full), Some(Label::Weak)]);
    assert_eq!(two["far-away"], [Some(Label::Absent)]);
    let object = labels(
        &read(
            "l.jsonl",
            "{\"answer\": \"x\", \"score\": 1, \"labels\": {\"unit\": [\"denied\", 1], \"far-away\": null}}",
            &[],
        )
        .unwrap(),
    );
    assert_eq!(object["unit"], [Some(Label::Denied), Some(Label::Full)]);
    assert!(!object.contains_key("far-away"));
    let told = labels(&read("m.csv", "answer,score,C1\nx,1,full|none\n", &["unit=C1"]).unwrap());
    assert_eq!(told["unit"], [Some(Label::Full), Some(Label::Absent)]);
}

#[test]
fn the_scale_is_seen_or_told() {
    let check = |text: &str, told: Option<(f64, f64)>, expect: (f64, f64, f64)| {
        let path = file("s.csv", text.as_bytes());
        let ratings = read_path(&path, &[]).unwrap();
        let levels = scale(&ratings.of(&rubric(), None).unwrap(), &given(path, told)).unwrap();
        assert_eq!((levels.low(), levels.high(), levels.step()), expect);
    };
    check("answer,score\nx,2.5\ny,4\n", None, (0.0, 4.0, 0.5));
    check("answer,score\nx,1\ny,5\n", None, (1.0, 5.0, 1.0));
    check("answer,score,max_score\nx,1,3.5\ny,2,3.5\n", None, (0.0, 3.5, 1.0));
    check("answer,score\nx,3\ny,3\n", Some((1.0, 6.0)), (1.0, 6.0, 1.0));
}

#[test]
fn bad_input_is_named_by_row() {
    refused("e.csv", b"", "e.csv is empty; a header and graded answers are expected");
    refused("e.csv", b"answer,score\n", "e.csv has no answers below its header");
    refused(
        "e.csv",
        b"name,score\nx,1\n",
        "e.csv has neither a column of answers (`answer`, `text`, `response`) nor of ids; it has `name`, `score`. Say which with --map answer=COLUMN",
    );
    refused(
        "e.csv",
        b"answer\nx\n",
        "e.csv has no column of scores (`score`, `grade`, `mark`, or `score_1`, `score_2`); say which with --map score=COLUMN",
    );
    refused(
        "e.csv",
        b"answer,score,grade\nx,1,2\n",
        "e.csv has several columns that may be the score: `score`, `grade`; choose with --map score=COLUMN (repeat it for several raters)",
    );
    refused("e.csv", b"answer,answer\nx,1\n", "e.csv row 1 names two columns `answer`; rename one of them");
    refused(
        "e.csv",
        b"id,answer,score\n1,x,1\n2,y,2\n1,x,2\n",
        "e.csv row 4: the id `1` stands already in e.csv row 2; remove one of them (several raters go side by side: score_1, score_2)",
    );
    refused("e.csv", b"id,answer,score\n1,x,1\n,y,2\n", "e.csv row 3: column `id` has no id");
    refused(
        "e.csv",
        b"answer,score\nx,1\ny,good\n",
        "e.csv row 3: `good` in column `score` is not a score; write a number or leave it empty",
    );
    refused(
        "e.csv",
        b"answer,score\nx,1\ny, z,2\n",
        "e.csv row 3 has 3 cells, but the header names 2; put cells with separators in double quotes",
    );
    refused(
        "e.csv",
        b"answer,score,max_score\nx,1,5\ny,7,5\n",
        "e.csv row 3: the score 7 is not from 0 to 5; correct it, or give --scale LOW..HIGH",
    );
    refused(
        "e.csv",
        b"answer,score,max_score\nx,1,5\ny,2,10\n",
        "e.csv row 3: the highest score is 10, but 5 in e.csv row 2; one question has one scale",
    );
    refused(
        "e.csv",
        "answer,score\nné,1\n"
            .as_bytes()
            .iter()
            .copied()
            .chain(*b"caf\xe9,2\n")
            .collect::<Vec<u8>>()
            .as_slice(),
        "e.csv line 3 is not UTF-8 after “caf”, although lines before it are: encodings are mixed; save the whole file as UTF-8",
    );
    refused(
        "e.csv",
        b"answer,score,unit\nx,1,perhaps\n",
        "e.csv row 2: `perhaps` is no label of `unit`; write full, weak, none or denied (or 1 and 0)",
    );
    refused(
        "e.csv",
        b"question_id,answer,score\na,x,1\nb,y,2\n",
        "e.csv holds answers to 2 questions (a, b), none of them `q`; choose with --question ID",
    );
    refused(
        "e.csv",
        b"answer,score\nx,0\ny,\n",
        "all scores in e.csv are 0; give the raters' scale with --scale LOW..HIGH",
    );
    refused(
        "e.jsonl",
        b"{\"answer\": \"x\", \"score\": 1}\n{oops}\n",
        "e.jsonl line 2 is not JSON: key must be a string at column 2",
    );
    refused(
        "e.jsonl",
        b"{\"answer\": \"x\", \"score\": [1, 2]}\n{\"answer\": \"x\", \"score\": [1]}\n",
        "e.jsonl line 2 has scores of 1 raters, rows before it have 2; write null for a score that is missing",
    );
    refused(
        "e.jsonl",
        b"{\"answer\": \"x\", \"score\": 1, \"labels\": {\"unti\": 1}}\n",
        "e.jsonl line 1: the rubric has no criterion `unti`; did you mean `unit`?",
    );
    refused(
        "e.json",
        b"[{\"answer\": \"x\"}]",
        "e.json is one JSON array; write one object a line (`jq -c '.[]' e.json > e.jsonl`)",
    );
    refused(
        "e.xlsx",
        b"PK\x03\x04 no zip",
        "e.xlsx: a damaged ZIP file (invalid Zip archive: Could not find EOCD); is it whole? Pack it again",
    );
}

/// A question is named by the rubric's id, or asked in its words, in any column that `batch` knows.
#[test]
fn columns_have_the_names_that_batch_knows() {
    for answer in ["submitted_answer", "provided_answer", "Submission text", "Online text", "answer"] {
        let text =
            format!("username,question,{answer},score\na,What is kept?,x,1\nb,What is left?,y,2\nc,q,z,3\n");
        let ratings = read("n.csv", &text, &[]).unwrap();
        let found: Vec<(&str, &str)> = ratings
            .of(&rubric(), None)
            .unwrap()
            .into_iter()
            .map(|answer| (answer.id.as_str(), answer.text.as_str()))
            .collect();
        assert_eq!(found, [("a", "x"), ("c", "z")], "{answer}");
    }
}
