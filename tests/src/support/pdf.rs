//! Makes a real PDF of several pages and a wanted size, so that no test data has to be carried.

use std::fmt::Write as _;

/// A PDF of `pages` pages, each with a title and a picture of incompressible grey noise, at least
/// `bytes` long. The same `seed` makes the same file.
#[must_use]
pub fn pdf(pages: usize, bytes: usize, seed: u64) -> Vec<u8> {
    let side = (bytes as f64 / pages as f64).sqrt().ceil() as usize;
    let mut noise = Noise(seed | 1);
    let mut file = Writer::new();
    let kids = (0..pages).fold(String::new(), |mut kids, page| {
        let _ = write!(kids, "{} 0 R ", 4 + 3 * page);
        kids
    });
    file.object(1, b"<< /Type /Catalog /Pages 2 0 R >>");
    file.object(2, format!("<< /Type /Pages /Kids [{kids}] /Count {pages} >>").as_bytes());
    file.object(3, b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    for page in 0..pages {
        let (own, text, picture) = (4 + 3 * page, 5 + 3 * page, 6 + 3 * page);
        file.object(
            own,
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {text} 0 R \
                 /Resources << /Font << /F1 3 0 R >> /XObject << /P {picture} 0 R >> >> >>"
            )
            .as_bytes(),
        );
        let shown = format!(
            "BT /F1 28 Tf 60 760 Td (Hand-over, page {}) Tj ET q 475 0 0 475 60 200 cm /P Do Q",
            page + 1
        );
        file.stream(text, "", shown.as_bytes());
        let grey: Vec<u8> = (0..side * side).map(|_| noise.byte()).collect();
        let head = format!(
            "/Type /XObject /Subtype /Image /Width {side} /Height {side} \
             /ColorSpace /DeviceGray /BitsPerComponent 8"
        );
        file.stream(picture, &head, &grey);
    }
    file.finish()
}

struct Noise(u64);

impl Noise {
    /// xorshift64*: good enough to be incompressible.
    fn byte(&mut self) -> u8 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 56) as u8
    }
}

struct Writer {
    out: Vec<u8>,
    offsets: Vec<usize>,
}

impl Writer {
    fn new() -> Self {
        Self { out: b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec(), offsets: Vec::new() }
    }

    fn object(&mut self, number: usize, body: &[u8]) {
        assert_eq!(number, self.offsets.len() + 1, "objects come in order");
        self.offsets.push(self.out.len());
        self.out.extend(format!("{number} 0 obj\n").bytes());
        self.out.extend(body);
        self.out.extend(b"\nendobj\n");
    }

    fn stream(&mut self, number: usize, head: &str, data: &[u8]) {
        let start = format!("<< {head} /Length {} >>\nstream\n", data.len());
        self.object(number, &[start.as_bytes(), data, b"\nendstream"].concat());
    }

    fn finish(mut self) -> Vec<u8> {
        let table = self.out.len();
        let count = self.offsets.len() + 1;
        let mut tail = format!("xref\n0 {count}\n0000000000 65535 f \n");
        for offset in &self.offsets {
            let _ = writeln!(tail, "{offset:010} 00000 n ");
        }
        let _ =
            write!(tail, "trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        self.out.extend(tail.bytes());
        self.out
    }
}
