//! `math`: functions of numbers.

use num_integer::Integer;
use num_traits::Signed;

use crate::exec::call::Args;
use crate::exec::machine::{Machine, Step};
use crate::exec::statics;
use crate::exec::value::{Int, Scalar, message, number};
use crate::heap::ObjId;
use crate::ir::BinaryOp;

use super::arguments::{between, exactly, keyword, named};
use super::convert::Modelled;
use super::table::Row;

pub(super) const ROWS: &[Row] = &[
    ("math.sqrt", |m, a| real(m, a, "sqrt", |x| (x >= 0.0 || x.is_nan()).then(|| x.sqrt()))),
    ("math.exp", |m, a| bounded(m, a, "exp", f64::exp)),
    ("math.expm1", |m, a| bounded(m, a, "expm1", f64::exp_m1)),
    ("math.log2", |m, a| real(m, a, "log2", |x| (x > 0.0 || x.is_nan()).then(|| x.log2()))),
    ("math.log10", |m, a| real(m, a, "log10", |x| (x > 0.0 || x.is_nan()).then(|| x.log10()))),
    ("math.log1p", |m, a| real(m, a, "log1p", |x| (x > -1.0 || x.is_nan()).then(|| x.ln_1p()))),
    ("math.log", log),
    ("math.sin", |m, a| real(m, a, "sin", |x| (!x.is_infinite()).then(|| x.sin()))),
    ("math.cos", |m, a| real(m, a, "cos", |x| (!x.is_infinite()).then(|| x.cos()))),
    ("math.tan", |m, a| real(m, a, "tan", |x| (!x.is_infinite()).then(|| x.tan()))),
    ("math.asin", |m, a| real(m, a, "asin", |x| (x.abs() <= 1.0 || x.is_nan()).then(|| x.asin()))),
    ("math.acos", |m, a| real(m, a, "acos", |x| (x.abs() <= 1.0 || x.is_nan()).then(|| x.acos()))),
    ("math.atan", |m, a| real(m, a, "atan", |x| Some(x.atan()))),
    ("math.sinh", |m, a| bounded(m, a, "sinh", f64::sinh)),
    ("math.cosh", |m, a| bounded(m, a, "cosh", f64::cosh)),
    ("math.tanh", |m, a| real(m, a, "tanh", |x| Some(x.tanh()))),
    ("math.cbrt", |m, a| real(m, a, "cbrt", |x| Some(x.cbrt()))),
    ("math.fabs", |m, a| real(m, a, "fabs", |x| Some(x.abs()))),
    ("math.degrees", |m, a| real(m, a, "degrees", |x| Some(x * (180.0 / std::f64::consts::PI)))),
    ("math.radians", |m, a| real(m, a, "radians", |x| Some(x * (std::f64::consts::PI / 180.0)))),
    ("math.atan2", |m, a| pair(m, a, "atan2", |x, y| Some(x.atan2(y)))),
    ("math.copysign", |m, a| pair(m, a, "copysign", |x, y| Some(x.copysign(y)))),
    ("math.fmod", |m, a| pair(m, a, "fmod", |x, y| (y != 0.0 && !x.is_infinite()).then_some(x % y))),
    ("math.pow", |m, a| pair(m, a, "pow", |x, y| (!(x < 0.0 && y.fract() != 0.0)).then(|| x.powf(y)))),
    ("math.hypot", hypot),
    ("math.dist", dist),
    ("math.fsum", fsum),
    ("math.prod", prod),
    ("math.floor", |m, a| whole(m, a, "floor", f64::floor)),
    ("math.ceil", |m, a| whole(m, a, "ceil", f64::ceil)),
    ("math.trunc", |m, a| whole(m, a, "trunc", f64::trunc)),
    ("math.isnan", |m, a| test(m, a, "isnan", f64::is_nan)),
    ("math.isinf", |m, a| test(m, a, "isinf", f64::is_infinite)),
    ("math.isfinite", |m, a| test(m, a, "isfinite", f64::is_finite)),
    ("math.isclose", is_close),
    ("math.gcd", |m, a| fold(m, a, |x, y| Ok(x.gcd(&y)), 0)),
    ("math.lcm", |m, a| fold(m, a, |x, y| Ok(x.lcm(&y)), 1)),
    ("math.factorial", factorial),
    ("math.comb", |m, a| choices(m, a, "comb", true)),
    ("math.perm", |m, a| choices(m, a, "perm", false)),
    ("math.isqrt", isqrt),
    ("math.modf", modf),
];

/// The float that a number stands for; `None` where it is unknown.
fn float_at(m: &mut Machine, value: ObjId) -> Modelled<f64> {
    if m.is_vague(value) {
        return Ok(None);
    }
    if let Some(method) = m.overrides(value, "__float__") {
        let Some(made) = m.call_own(method, &[value])? else { return Ok(None) };
        return float_at(m, made);
    }
    match m.scalar_of(value).as_ref().and_then(number::float_of) {
        Some(Ok(float)) => Ok(Some(float)),
        Some(Err(trouble)) => m.trouble(trouble).map(|()| None),
        None => {
            let class = m.type_name_of(value);
            Err(m.type_error(&format!("must be real number, not {class}")))
        }
    }
}

fn floats<const N: usize>(m: &mut Machine, args: &Args, name: &str) -> Modelled<[f64; N]> {
    let values = exactly::<N>(m, args, name)?;
    let mut out = [0.0; N];
    for (place, value) in out.iter_mut().zip(values) {
        match float_at(m, value)? {
            Some(float) => *place = float,
            None => return Ok(None),
        }
    }
    Ok(Some(out))
}

fn result(m: &mut Machine, value: Option<f64>) -> Modelled<ObjId> {
    match value {
        Some(value) => Ok(Some(m.new_scalar(Scalar::Float(value)))),
        None => Err(m.value_error("math domain error")),
    }
}

fn real(m: &mut Machine, args: &Args, name: &str, how: impl Fn(f64) -> Option<f64>) -> Modelled<ObjId> {
    let Some([x]) = floats(m, args, name)? else { return Ok(Some(statics::SOME_SCALAR)) };
    result(m, how(x))
}

/// A function whose result may be too large.
fn bounded(m: &mut Machine, args: &Args, name: &str, how: impl Fn(f64) -> f64) -> Modelled<ObjId> {
    let Some([x]) = floats(m, args, name)? else { return Ok(Some(statics::SOME_SCALAR)) };
    let made = how(x);
    if made.is_infinite() && x.is_finite() {
        return Err(m.error(statics::OVERFLOW_ERROR, "math range error"));
    }
    result(m, Some(made))
}

fn pair(m: &mut Machine, args: &Args, name: &str, how: impl Fn(f64, f64) -> Option<f64>) -> Modelled<ObjId> {
    let Some([x, y]) = floats(m, args, name)? else { return Ok(Some(statics::SOME_SCALAR)) };
    result(m, how(x, y))
}

fn test(m: &mut Machine, args: &Args, name: &str, how: impl Fn(f64) -> bool) -> Modelled<ObjId> {
    let Some([x]) = floats(m, args, name)? else { return Ok(Some(statics::SOME_SCALAR)) };
    Ok(Some(m.new_bool(how(x))))
}

fn log(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    between(m, args, "log", 1, 2)?;
    let mut logs = Vec::new();
    for value in &args.positional {
        let Some(x) = float_at(m, *value)? else { return Ok(Some(statics::SOME_SCALAR)) };
        if x <= 0.0 {
            return Err(m.value_error("math domain error"));
        }
        logs.push(x.ln());
    }
    match logs.as_slice() {
        [x] => result(m, Some(*x)),
        [_, base] if *base == 0.0 => Err(m.error(statics::ZERO_DIVISION_ERROR, "float division by zero")),
        [x, base] => result(m, Some(x / base)),
        _ => Ok(None),
    }
}

fn whole(m: &mut Machine, args: &Args, name: &str, how: impl Fn(f64) -> f64) -> Modelled<ObjId> {
    let [value] = exactly(m, args, name)?;
    if let Some(method) = m.overrides(value, &format!("__{name}__")) {
        return m.call_own(method, &[value]);
    }
    match m.scalar_of(value) {
        Some(scalar) if scalar.as_int().is_some() => {
            let int = scalar.as_int().unwrap_or(Int::Small(0));
            Ok(Some(m.new_scalar(Scalar::Int(int))))
        }
        Some(Scalar::Float(x)) => m.outcome(crate::exec::value::float::to_int(how(x)).map(Scalar::Int)),
        _ if m.is_vague(value) => Ok(Some(statics::SOME_SCALAR)),
        _ => {
            let class = m.type_name_of(value);
            Err(m.type_error(&format!("must be real number, not {class}")))
        }
    }
}

fn hypot(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let mut values = Vec::new();
    for value in &args.positional {
        match float_at(m, *value)? {
            Some(x) => values.push(x),
            None => return Ok(Some(statics::SOME_SCALAR)),
        }
    }
    result(m, Some(norm(&values)))
}

/// The length of a vector, scaled against overflow.
fn norm(values: &[f64]) -> f64 {
    match values {
        [] => 0.0,
        [x] => x.abs(),
        [x, y] => x.hypot(*y),
        _ => {
            let largest = values.iter().fold(0.0f64, |best, x| best.max(x.abs()));
            if largest == 0.0 || !largest.is_finite() {
                return largest;
            }
            largest * values.iter().map(|x| (x / largest) * (x / largest)).sum::<f64>().sqrt()
        }
    }
}

fn dist(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [p, q] = exactly(m, args, "dist")?;
    let (Some(p), Some(q)) = (m.collect(p)?, m.collect(q)?) else { return Ok(None) };
    if p.len() != q.len() {
        return Err(m.value_error("both points must have the same number of dimensions"));
    }
    let mut values = Vec::new();
    for (a, b) in p.iter().zip(&q) {
        match (float_at(m, *a)?, float_at(m, *b)?) {
            (Some(a), Some(b)) => values.push(a - b),
            _ => return Ok(Some(statics::SOME_SCALAR)),
        }
    }
    m.drop_all(p);
    m.drop_all(q);
    result(m, Some(norm(&values)))
}

/// An exactly rounded sum: partial sums without overlap.
fn fsum(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [source] = exactly(m, args, "fsum")?;
    let Some(items) = m.collect(source)? else { return Ok(None) };
    let mut partials: Vec<f64> = Vec::new();
    for item in &items {
        let Some(mut x) = float_at(m, *item)? else { return Ok(Some(statics::SOME_SCALAR)) };
        let mut kept = Vec::new();
        for mut y in partials {
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                kept.push(low);
            }
            x = high;
        }
        kept.push(x);
        partials = kept;
    }
    m.drop_all(items);
    result(m, Some(partials.iter().sum()))
}

fn prod(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some(source) = args.positional.first().copied() else {
        return Err(m.type_error("prod() takes exactly 1 positional argument (0 given)"));
    };
    let mut total = match keyword(args, "start") {
        Some(start) => m.share(start),
        None => m.new_int(1),
    };
    let Some(items) = m.collect(source)? else { return Ok(None) };
    for item in &items {
        let Some(next) = m.apply_binary(BinaryOp::Mult, total, *item, false)? else { return Ok(None) };
        m.drop_ref(total);
        total = next;
    }
    m.drop_all(items);
    Ok(Some(total))
}

fn is_close(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let mut read = |value: Option<ObjId>, default: f64| match value {
        Some(value) => float_at(m, value),
        None => Ok(Some(default)),
    };
    let a = read(named(args, 0, "a"), 0.0)?;
    let b = read(named(args, 1, "b"), 0.0)?;
    let (rel, abs) = (read(keyword(args, "rel_tol"), 1e-9)?, read(keyword(args, "abs_tol"), 0.0)?);
    let (Some(a), Some(b), Some(rel), Some(abs)) = (a, b, rel, abs) else {
        return Ok(Some(statics::SOME_SCALAR));
    };
    let close = a == b || {
        let difference = (b - a).abs();
        !a.is_infinite()
            && !b.is_infinite()
            && (difference <= (rel * b).abs() || difference <= (rel * a).abs() || difference <= abs)
    };
    Ok(Some(m.new_bool(close)))
}

/// The integer of an argument, or the error that it is none.
fn int_at(m: &mut Machine, value: ObjId) -> Modelled<Int> {
    if m.is_vague(value) {
        return Ok(None);
    }
    match m.index_of(value)? {
        Some(int) => Ok(Some(int)),
        None => {
            let class = m.type_name_of(value);
            Err(m.type_error(&format!("'{class}' object cannot be interpreted as an integer")))
        }
    }
}

type Combine = fn(num_bigint::BigInt, num_bigint::BigInt) -> Step<num_bigint::BigInt>;

fn fold(m: &mut Machine, args: &Args, how: Combine, start: i64) -> Modelled<ObjId> {
    let mut total = num_bigint::BigInt::from(start);
    for value in &args.positional {
        let Some(int) = int_at(m, *value)? else { return Ok(Some(statics::SOME_SCALAR)) };
        total = how(total, int.big())?.abs();
    }
    Ok(Some(m.new_scalar(Scalar::Int(total.into()))))
}

fn factorial(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [value] = exactly(m, args, "factorial")?;
    if let Some(Scalar::Float(x)) = m.scalar_of(value)
        && (m.version() >= message::V310 || x.fract() != 0.0)
    {
        let words = if m.version() >= message::V310 {
            "'float' object cannot be interpreted as an integer"
        } else {
            return Err(m.value_error("factorial() only accepts integral values"));
        };
        return Err(m.type_error(words));
    }
    let Some(int) = int_at(m, value)? else { return Ok(Some(statics::SOME_SCALAR)) };
    if int.is_negative() {
        return Err(m.value_error("factorial() not defined for negative values"));
    }
    let Some(count) = int.to_i64().filter(|count| *count <= 3000) else { return Ok(None) };
    let made = (2..=count).fold(num_bigint::BigInt::from(1), |total, n| total * n);
    Ok(Some(m.new_scalar(Scalar::Int(made.into()))))
}

fn choices(m: &mut Machine, args: &Args, name: &str, unordered: bool) -> Modelled<ObjId> {
    between(m, args, name, 1, 2)?;
    let Some(n) = int_at(m, args.positional[0])? else { return Ok(Some(statics::SOME_SCALAR)) };
    let k = match args.positional.get(1).copied().filter(|k| *k != statics::NONE) {
        Some(k) => match int_at(m, k)? {
            Some(k) => k,
            None => return Ok(Some(statics::SOME_SCALAR)),
        },
        None => n.clone(),
    };
    if n.is_negative() || k.is_negative() {
        let which = if n.is_negative() { "n" } else { "k" };
        return Err(m.value_error(&format!("{which} must be a non-negative integer")));
    }
    let (Some(n), Some(k)) = (n.to_i64(), k.to_i64().filter(|k| *k < 5000)) else { return Ok(None) };
    let mut made = num_bigint::BigInt::from(i64::from(k <= n));
    for step in 0..k.min(n) {
        made *= n - step;
        if unordered {
            made /= step + 1;
        }
    }
    Ok(Some(m.new_scalar(Scalar::Int(made.into()))))
}

fn isqrt(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let [value] = exactly(m, args, "isqrt")?;
    let Some(int) = int_at(m, value)? else { return Ok(Some(statics::SOME_SCALAR)) };
    if int.is_negative() {
        return Err(m.value_error("isqrt() argument must be nonnegative"));
    }
    Ok(Some(m.new_scalar(Scalar::Int(int.big().sqrt().into()))))
}

fn modf(m: &mut Machine, args: &Args) -> Modelled<ObjId> {
    let Some([x]) = floats(m, args, "modf")? else { return Ok(Some(statics::SOME_SCALAR)) };
    let parts = if x.is_infinite() { [0.0f64.copysign(x), x] } else { [x.fract().copysign(x), x.trunc()] };
    let parts = parts.map(|part| m.new_scalar(Scalar::Float(part)));
    Ok(Some(m.new_tuple(parts.to_vec())))
}

/// A finite float as the fraction that it is.
pub(super) fn ratio(value: f64) -> (Int, Int) {
    let (mantissa, exponent, sign) = num_traits::float::FloatCore::integer_decode(value);
    let mut top = num_bigint::BigInt::from(mantissa) * sign;
    let mut bottom = num_bigint::BigInt::from(1);
    match u32::try_from(exponent) {
        Ok(more) => top <<= more,
        Err(_) => bottom <<= exponent.unsigned_abs(),
    }
    let common = top.gcd(&bottom);
    (Int::from(top / &common), Int::from(bottom / common))
}
