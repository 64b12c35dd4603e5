//! Which passwords are too common, although they are long enough.
//!
//! Long common passwords are short ones put together: a known word, a year, a keyboard row, the same
//! character again and again. So a password is cut into as few such pieces as possible; one that needs no
//! more than [`PIECES`] is refused, and so is a short piece repeated. Not a measure of strength: the
//! suggested passphrase is the answer to that. To add a word: the list below, lower case, no diacritics.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use zeroize::Zeroizing;

/// A password of this many known pieces is guessed early.
const PIECES: usize = 4;

/// Whether guessers try this one early.
pub(crate) fn is_common(typed: &str) -> bool {
    let plain: Zeroizing<Vec<char>> = Zeroizing::new(
        typed.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect(),
    );
    let unleet: Zeroizing<Vec<char>> = Zeroizing::new(plain.iter().map(|c| letter(*c)).collect());
    repeats(&plain) || pieces(&plain, &unleet) <= PIECES
}

/// The same up to six characters, at least twice.
fn repeats(chars: &[char]) -> bool {
    (1..=6.min(chars.len() / 2))
        .any(|period| chars.iter().zip(&chars[period..]).all(|(a, b)| a == b))
}

/// The least number of pieces; characters that belong to no piece count as one each.
fn pieces(plain: &[char], unleet: &[char]) -> usize {
    let mut least = vec![0; plain.len() + 1];
    for start in (0..plain.len()).rev() {
        let longest = word(&unleet[start..]).into_iter().chain(word(&plain[start..]));
        let known =
            longest.chain([run(&plain[start..]), sequence(&plain[start..]), year(&plain[start..])]);
        least[start] = known
            .filter(|len| *len > 0)
            .map(|len| 1 + least[start + len])
            .min()
            .unwrap_or(usize::MAX)
            .min(1 + least[start + 1]);
    }
    least[0]
}

/// Every known word at the start.
fn word(chars: &[char]) -> Vec<usize> {
    let starts =
        |word: &&str| word.len() <= chars.len() && word.chars().zip(chars).all(|(a, b)| a == *b);
    known_words().filter(starts).map(str::len).collect()
}

fn known_words() -> impl Iterator<Item = &'static str> {
    WORDS.iter().flat_map(|words| words.split_ascii_whitespace())
}

fn run(chars: &[char]) -> usize {
    let len = chars.iter().take_while(|c| **c == chars[0]).count();
    if len >= 3 { len } else { 0 }
}

/// The longest stretch along a row, in either direction.
fn sequence(chars: &[char]) -> usize {
    let along = |row: &str, step: isize| {
        let row: Vec<char> = row.chars().collect();
        let Some(first) = row.iter().position(|c| *c == chars[0]) else { return 0 };
        let on_row = |(i, c): &(usize, &char)| {
            usize::try_from(first as isize + *i as isize * step)
                .is_ok_and(|at| row.get(at) == Some(*c))
        };
        chars.iter().enumerate().take_while(on_row).count()
    };
    let longest = ROWS.iter().flat_map(|row| [along(row, 1), along(row, -1)]).max().unwrap_or(0);
    if longest >= 3 { longest } else { 0 }
}

fn year(chars: &[char]) -> usize {
    let century = chars.len() >= 4 && matches!(chars[..2], ['1', '9'] | ['2', '0']);
    if century && chars[2].is_ascii_digit() && chars[3].is_ascii_digit() { 4 } else { 0 }
}

fn letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Rows and patterns of keyboards.
const ROWS: &[&str] = &[
    "01234567890",
    "qwertyuiop",
    "qwertzuiop",
    "asdfghjkl",
    "zxcvbnm",
    "yxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "1q2w3e4r5t6z7u8i9o0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb",
    "qazwsxedcrfvtgb",
    "qaywsxedcrfvtgb",
    "+escrzyaie",
    "!@#$%^&*()",
    "azertyuiop",
    "147258369",
    "789456123",
    "159357",
];

/// Known words, by whose they are.
const WORDS: &[&str] = &[WORLD, CZECH, GERMAN];

/// The world's favourites.
const WORLD: &str = "\
    password passwort passw passwd pass admin administrator root toor user guest login welcome \
    letmein letme master secret default changeme change test testing temp demo qwerty qwertz azerty \
    asdf asd zxc qaz wsx abc iloveyou love lover loveme lovely forever sunshine princess prince \
    dragon monkey shadow football baseball basketball hockey soccer superman batman spiderman \
    ironman starwars pokemon naruto minecraft fortnite roblox freedom whatever trustno trust hello \
    hallo hi flower butterfly cookie cheese chocolate coffee summer winter spring autumn monday \
    friday sunday january february march april may june july august september october november \
    december michael michelle jordan jessica jennifer daniel thomas robert charlie andrew matthew \
    joshua ashley amanda nicole hannah samantha anthony george william hunter harley ginger pepper \
    buster tigger maggie bailey killer ranger mustang ferrari porsche mercedes corvette yamaha \
    computer internet google facebook instagram youtube microsoft windows apple samsung android \
    iphone linux server database manager office company business money dollar diamond silver golden \
    gold orange purple yellow green blue black white red pink banana lemon peanut angel heaven jesus \
    christ god devil lucky happy smile baby babygirl babyboy sweet sweetheart honey sexy hottie \
    family mother father sister brother friend friends mommy daddy mylove matrix phoenix eagle \
    eagles falcon tiger lion wolf panther dolphin turtle rabbit kitty kitten puppy doggy horse \
    snoopy mickey donald disney barbie elephant peaches cupcake rainbow unicorn liverpool arsenal \
    chelsea barcelona manchester united madrid juventus bayern dortmund yankees lakers london paris \
    berlin newyork america england canada australia germany texas dallas chicago thunder lightning \
    warrior knight ninja pirate wizard magic mystery legend hacker player gamer game music guitar \
    metallica nirvana slipknot eminem rockstar superstar star moon sun cosmos galaxy access security \
    secure private public number letter nothing something anything everything nobody please thanks \
    thankyou goodbye goodluck fuckyou fuck asshole bitch bullshit the my me is you and";

/// Czech and Slovak.
const CZECH: &str = "\
    heslo mojeheslo tajneheslo tajne mojetajneheslo heslicko noveheslo silneheslo vstup prihlaseni \
    ahoj ahojky cau nazdar dobryden laska lasko miluju miluji milujute milacek zlaticko srdicko \
    srdce slunicko hvezda hvezdicka kvetinka kytka kocka kocicka kocour kote pejsek pes stene kun \
    konicek medved medvidek motylek beruska broucek jahoda jablko banan cokolada pivo pivko vino \
    praha brno ostrava plzen olomouc liberec bratislava kosice ceskarepublika cesko slovensko \
    republika sparta slavia banik hokej fotbal kometa jagr skoda octavia favorit felicia fabia jirka \
    jiri honza jan pavel petr tomas martin lukas jakub michal david ondra ondrej filip marek vojta \
    matej adam josef pepa franta frantisek karel milan zdenek vaclav roman radek ales lucie lucka \
    petra jana janicka katka katerina veronika verca lenka tereza terka monika martina eva evicka \
    hana hanka anna anicka adela eliska barbora bara barunka michaela misa zuzana zuzka marie novak \
    novakova svoboda svobodova dvorak dvorakova maminka mama tatinek tata babicka deda rodina leden \
    unor brezen duben kveten cerven cervenec srpen zari rijen listopad prosinec jaro leto podzim \
    zima pondeli utery streda ctvrtek patek sobota nedele jedna dva tri ctyri nevim nic nikdo blbost \
    kurva kurvadrat prdel hovno debil krtecek bobek zidle internetovy pocitac stafeta";

/// German.
const GERMAN: &str = "\
    meinpasswort geheim kennwort schatz schatzi liebe ichliebedich liebling sommer fruehling herbst \
    hallowelt willkommen fussball sonne sonnenschein mond stern blume katze hund pferd maus mausi \
    engel hase familie mutter vater bruder schwester freund freundin deutschland muenchen hamburg \
    frankfurt schalke werder borussia ficken arschloch scheisse michi steffi andreas stefan \
    sebastian alexander christian julia sandra sabine claudia susanne montag freitag januar februar \
    maerz juni juli oktober dezember";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_written_as_it_is_compared() {
        for word in known_words() {
            assert!(word.bytes().all(|b| b.is_ascii_lowercase()), "{word}");
        }
    }

    #[test]
    fn pieces_are_counted() {
        let count = |text: &str| {
            pieces(&text.chars().collect::<Vec<_>>(), &text.chars().collect::<Vec<_>>())
        };
        assert_eq!(count("heslo1234"), 2);
        assert_eq!(count("4321heslo2024aaaa"), 4);
        assert_eq!(count("xk"), 2);
    }
}
