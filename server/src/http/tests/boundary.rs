use crate::{
    http::middleware::headers::CONTENT_SECURITY_POLICY,
    testing::{World, browser::Browser, person::Person},
};
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use stafeta_shared::api::{InstanceResponse, ProblemCode, SignUpRequest, paths};

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let world = World::new().await;
    let mut browser = Browser::new();
    for path in [paths::INSTANCE, paths::ME, "/healthz", "/api/nothing", "/"] {
        let reply = browser.get(&world, path).await;
        assert_eq!(reply.headers["content-security-policy"], CONTENT_SECURITY_POLICY, "{path}");
        for (name, value) in [
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-embedder-policy", "require-corp"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(reply.headers[name], value, "{path}");
        }
        assert!(reply.headers.contains_key("permissions-policy"), "{path}");
        assert!(reply.headers.contains_key("x-request-id"), "{path}");
        assert!(!reply.headers.contains_key("strict-transport-security"), "http on loopback");
    }
    assert_eq!(browser.get(&world, paths::ME).await.headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn behind_tls_the_cookie_is_bound_to_the_host() {
    let world =
        World::with("[server]\npublic_url = \"https://stafeta.example\"\nrealm = \"localhost\"\n")
            .await;
    let mut browser = Browser::new();
    Person::sign_up(&world, &mut browser, "jana@example.cz").await;
    assert!(browser.cookie.as_ref().unwrap().starts_with("__Host-stafeta="));
    let reply = browser.get(&world, paths::INSTANCE).await;
    assert!(reply.headers.contains_key("strict-transport-security"));
    let out = browser.press(&world, paths::LOGOUT).await;
    let cookie = out.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
    for word in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=0"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn another_site_changes_nothing() {
    let world = World::new().await;
    let mut browser = Browser::new();
    browser.headers = vec![("origin", "https://evil.example".to_owned())];
    let request = SignUpRequest { email: "jana@example.cz".to_owned(), language: "cs".to_owned() };
    let reply = browser.post(&world, paths::SIGN_UP, &request).await;
    assert_eq!(reply.code(), ProblemCode::Forbidden);
    browser.headers = vec![("origin", "http://localhost:8080".to_owned())];
    browser.post(&world, paths::SIGN_UP, &request).await.ok();
}

#[tokio::test]
async fn bodies_are_bounded_and_typed() {
    let world = World::new().await;
    let mut browser = Browser::new();
    let large = Body::from(vec![b' '; 200_000]);
    let reply = browser.send(&world, Method::POST, paths::SIGN_UP, large, true).await;
    assert_eq!(reply.code(), ProblemCode::TooLarge);
    let reply = browser.send(&world, Method::POST, paths::SIGN_UP, Body::from("{}"), true).await;
    assert_eq!(reply.code(), ProblemCode::BadRequest);
    let text = r#"{"email":"jana@example.cz","language":"cs"}"#;
    let reply = browser.send(&world, Method::POST, paths::SIGN_UP, Body::from(text), false).await;
    assert_eq!(reply.code(), ProblemCode::BadRequest, "no JSON content type");
    let reply = browser.send(&world, Method::DELETE, paths::SIGN_UP, Body::empty(), false).await;
    assert_eq!(reply.code(), ProblemCode::MethodNotAllowed);
    assert_eq!(browser.get(&world, "/api/nothing").await.code(), ProblemCode::NotFound);
}

#[tokio::test]
async fn a_refusal_never_shows_its_cause() {
    let world = World::new().await;
    let mut browser = Browser::new();
    Person::sign_up(&world, &mut browser, "jana@example.cz").await;
    world.app.db.close().await;
    let reply = browser.get(&world, paths::ME).await;
    assert!(matches!(reply.code(), ProblemCode::Internal | ProblemCode::Unavailable));
    let text = String::from_utf8(reply.body).unwrap();
    for word in ["sqlx", "pool", "database", "closed"] {
        assert!(!text.to_lowercase().contains(word), "{text}");
    }
    assert!(!browser.get(&world, "/readyz").await.status.is_success());
    assert_eq!(browser.get(&world, "/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_instance_introduces_itself() {
    let world = World::new().await;
    let reply: InstanceResponse = Browser::new().get(&world, paths::INSTANCE).await.json();
    assert_eq!((reply.realm.as_str(), reply.demo), ("localhost", false));
    assert_eq!(reply.now, world.now());
    Browser::new().get(&world, "/readyz").await.ok();
}
