//! Names and numbers, before any database is touched.

use super::*;
use crate::migrate::MigrationFileError as E;

fn check(names: &[&str]) -> Result<Vec<String>, Vec<E>> {
    let migrations = Migrations::from_files(names.iter().map(|name| (*name, "SELECT 1")))?;
    Ok(migrations
        .files()
        .iter()
        .map(|file| file.file().to_owned())
        .collect())
}

#[test]
fn files_are_ordered_by_number_whatever_order_they_come_in() {
    assert_eq!(
        check(&["002_b.sql", "001_a.sql", "003_c_4.sql"]).unwrap(),
        ["001_a.sql", "002_b.sql", "003_c_4.sql"]
    );
    assert_eq!(check(&[]).unwrap(), [""; 0]);
}

#[test]
fn a_thousand_migrations_fit() {
    let names: Vec<String> = (1..=1001)
        .map(|number| format!("{number:03}_step.sql"))
        .collect();
    let migrations = Migrations::from_files(names.into_iter().map(|name| (name, ""))).unwrap();
    assert_eq!(migrations.files().last().unwrap().file(), "1001_step.sql");
}

#[test]
fn a_bad_name_is_an_error_that_says_what_a_good_one_is() {
    for name in [
        "init.sql",
        "1_init.sql",
        "01_init.sql",
        "0001_init.sql",
        "000_init.sql",
        "001-init.sql",
        "001_.sql",
        "001.sql",
        "001_Init.sql",
        "001_init",
        "001_init.SQL",
        "001_in it.sql",
        "001_é.sql",
        "_init.sql",
        "",
        "+01_init.sql",
        "99999999999_init.sql",
        "../001_init.sql",
    ] {
        assert_eq!(
            check(&[name]),
            Err(vec![E::Name {
                file: name.to_owned()
            }]),
            "{name:?}"
        );
    }
    assert_eq!(
        check(&["init.sql"]).unwrap_err()[0].to_string(),
        "init.sql: not a migration's name; call it NNN_name.sql: three digits from 001, `_`, then a-z, 0-9 and `_`"
    );
}

#[test]
fn every_mistake_is_reported_at_once() {
    let errors = check(&["003_c.sql", "003_b.sql", "007_d.sql", "readme.sql"]).unwrap_err();
    assert_eq!(
        errors,
        [
            E::Name {
                file: "readme.sql".to_owned()
            },
            E::Gap {
                file: "003_b.sql".to_owned(),
                missing: 1
            },
            E::Duplicate {
                file: "003_c.sql".to_owned(),
                first: "003_b.sql".to_owned()
            },
            E::Gap {
                file: "007_d.sql".to_owned(),
                missing: 4
            },
        ]
    );
    assert_eq!(
        errors[1].to_string(),
        "003_b.sql: there is no migration 001; renumber the file, or bring the missing one back"
    );
    assert_eq!(
        errors[2].to_string(),
        "003_c.sql: has the number of 003_b.sql; give it the next free number"
    );
}

#[test]
fn a_folder_is_read_and_what_is_not_sql_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &[u8]| std::fs::write(folder.path().join(name), text).unwrap();
    write("001_a.sql", b"SELECT 1");
    write("README.md", b"about");
    write(".002_b.sql.swp", b"an editor's");
    write(".hidden.sql", b"an editor's");
    let migrations = Migrations::read(folder.path()).unwrap();
    assert_eq!(migrations.files().len(), 1);
    assert_eq!(migrations.files()[0].sql(), "SELECT 1");
    write("002_b.SQL", b"SELECT 2");
    assert_eq!(
        Migrations::read(folder.path()),
        Err(vec![E::Name {
            file: "002_b.SQL".to_owned()
        }])
    );
    write("003_c.sql", b"\xff");
    let errors = Migrations::read(folder.path()).unwrap_err();
    assert!(
        matches!(&errors[..], [E::Read { file, .. }] if file.ends_with("003_c.sql")),
        "{errors:?}"
    );
    let missing = Migrations::read(folder.path().join("nowhere")).unwrap_err();
    assert!(matches!(&missing[..], [E::Read { .. }]), "{missing:?}");
}

#[test]
fn a_checksum_is_of_the_text_and_not_of_its_line_ends() {
    let of = |sql: &str| {
        files(&[("001_a.sql", sql)]).files()[0]
            .checksum()
            .to_owned()
    };
    assert_eq!(
        of("SELECT 1;\nSELECT 2;\n"),
        of("SELECT 1;\r\nSELECT 2;\r\n")
    );
    assert_ne!(of("SELECT 1"), of("SELECT 2"));
    // SHA-256 of "abc", from FIPS 180-2.
    assert_eq!(
        of("abc"),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}
