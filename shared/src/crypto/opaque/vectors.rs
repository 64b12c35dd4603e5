//! RFC 9807, appendix C: the ristretto255 vectors, real and fake, with the identity for key stretching as
//! the vectors have it. Everything else is the suite's own.

#![expect(clippy::unwrap_used, reason = "a vector that does not hold ends the run")]

use crate::crypto::{Random, random::Old};
use opaque_ke::{
    CipherSuite, ClientLogin, ClientLoginFinishParameters, ClientRegistration,
    ClientRegistrationFinishParameters, CredentialFinalization, CredentialRequest,
    CredentialResponse, Identifiers, RegistrationRequest, RegistrationResponse, RegistrationUpload,
    Ristretto255, ServerLogin, ServerLoginParameters, ServerRegistration, ServerSetup, TripleDh,
    ksf::Identity,
};
use serde_json::Value;

struct Vectors;

impl CipherSuite for Vectors {
    type OprfCs = Ristretto255;
    type KeyExchange = TripleDh<Ristretto255, sha2_010::Sha512>;
    type Ksf = Identity;
}

/// Hands out the vector's bytes in the order in which the protocol draws them.
struct Queue(Vec<u8>);

impl Random for Queue {
    fn fill(&mut self, dest: &mut [u8]) {
        dest.copy_from_slice(&self.0.drain(..dest.len()).collect::<Vec<_>>());
    }
}

struct Vector(Value);

impl Vector {
    fn all(fake: bool) -> Vec<Self> {
        let all: Vec<Value> =
            serde_json::from_str(include_str!("../../../vectors/rfc9807.json")).unwrap();
        let ours = all.into_iter().filter(|v| {
            v["config"]["Group"] == "ristretto255"
                && v["config"]["Fake"].as_str() == Some(if fake { "True" } else { "False" })
        });
        ours.map(Self).collect()
    }

    fn hex(&self, part: &str, key: &str) -> Option<Vec<u8>> {
        self.0[part][key].as_str().map(|text| hex::decode(text).unwrap())
    }

    fn input(&self, key: &str) -> Vec<u8> {
        self.hex("inputs", key).unwrap()
    }

    fn output(&self, key: &str) -> Vec<u8> {
        self.hex("outputs", key).unwrap()
    }

    fn context(&self) -> Vec<u8> {
        self.hex("config", "Context").unwrap()
    }

    /// A blind as the generator gives it: reduced from 64 bytes, little endian.
    fn blind(&self, key: &str) -> Vec<u8> {
        [self.input(key), vec![0; 32]].concat()
    }

    fn setup(&self, dummy: &[u8]) -> ServerSetup<Vectors> {
        let bytes =
            [&self.input("oprf_seed")[..], &self.input("server_private_key"), dummy].concat();
        let setup = ServerSetup::deserialize(&bytes).unwrap();
        assert_eq!(setup.keypair().public().serialize().to_vec(), self.input("server_public_key"));
        setup
    }
}

pub(in crate::crypto) fn real() -> usize {
    let vectors = Vector::all(false);
    assert_eq!(vectors.len(), 2, "without and with identities");
    for v in &vectors {
        let (client, server) =
            (v.hex("inputs", "client_identity"), v.hex("inputs", "server_identity"));
        let ids = Identifiers { client: client.as_deref(), server: server.as_deref() };
        let (password, context, credential) =
            (v.input("password"), v.context(), v.input("credential_identifier"));
        let setup = v.setup(&v.input("server_public_key"));

        let mut rng = Queue(v.blind("blind_registration"));
        let start = ClientRegistration::<Vectors>::start(&mut Old(&mut rng), &password).unwrap();
        assert_eq!(start.message.serialize().to_vec(), v.output("registration_request"));
        let request = RegistrationRequest::deserialize(&v.output("registration_request")).unwrap();
        let response = ServerRegistration::start(&setup, request, &credential).unwrap().message;
        assert_eq!(response.serialize().to_vec(), v.output("registration_response"));
        let response =
            RegistrationResponse::deserialize(&v.output("registration_response")).unwrap();
        let mut rng = Queue(v.input("envelope_nonce"));
        let finish = start
            .state
            .finish(
                &mut Old(&mut rng),
                &password,
                response,
                ClientRegistrationFinishParameters::new(ids, None),
            )
            .unwrap();
        assert_eq!(finish.message.serialize().to_vec(), v.output("registration_upload"));
        assert_eq!(finish.export_key.to_vec(), v.output("export_key"));

        let record = ServerRegistration::finish(
            RegistrationUpload::deserialize(&v.output("registration_upload")).unwrap(),
        );
        let mut rng = Queue(
            [v.blind("blind_login"), v.input("client_keyshare_seed"), v.input("client_nonce")]
                .concat(),
        );
        let login = ClientLogin::<Vectors>::start(&mut Old(&mut rng), &password).unwrap();
        assert_eq!(login.message.serialize().to_vec(), v.output("KE1"));
        let ke1 = CredentialRequest::deserialize(&v.output("KE1")).unwrap();
        // 64 bytes are drawn for a fake record that is then not used.
        let mut rng = Queue(
            [
                vec![0; 64],
                v.input("masking_nonce"),
                v.input("server_keyshare_seed"),
                v.input("server_nonce"),
            ]
            .concat(),
        );
        let params = ServerLoginParameters { context: Some(&context), identifiers: ids };
        let answer = ServerLogin::start(
            &mut Old(&mut rng),
            &setup,
            Some(record),
            ke1,
            &credential,
            params.clone(),
        )
        .unwrap();
        assert_eq!(answer.message.serialize().to_vec(), v.output("KE2"));
        let ke2 = CredentialResponse::deserialize(&v.output("KE2")).unwrap();
        let finish = login
            .state
            .finish(
                &mut Old(&mut Queue(vec![])),
                &password,
                ke2,
                ClientLoginFinishParameters::new(Some(&context), ids, None),
            )
            .unwrap();
        assert_eq!(finish.message.serialize().to_vec(), v.output("KE3"));
        assert_eq!(finish.export_key.to_vec(), v.output("export_key"));
        assert_eq!(finish.session_key.to_vec(), v.output("session_key"));
        let ke3 = CredentialFinalization::deserialize(&v.output("KE3")).unwrap();
        assert_eq!(
            answer.state.finish(ke3, params).unwrap().session_key.to_vec(),
            v.output("session_key")
        );
    }
    vectors.len()
}

pub(in crate::crypto) fn fake() -> usize {
    let vectors = Vector::all(true);
    assert_eq!(vectors.len(), 1);
    for v in &vectors {
        let (client, server) = (v.input("client_identity"), v.input("server_identity"));
        let ids = Identifiers { client: Some(&client), server: Some(&server) };
        let setup = v.setup(&v.input("client_public_key"));
        let ke1 = CredentialRequest::deserialize(&v.input("KE1")).unwrap();
        let mut rng = Queue(
            [
                v.input("masking_key"),
                v.input("masking_nonce"),
                v.input("server_keyshare_seed"),
                v.input("server_nonce"),
            ]
            .concat(),
        );
        let context = v.context();
        let params = ServerLoginParameters { context: Some(&context), identifiers: ids };
        let answer = ServerLogin::<Vectors>::start(
            &mut Old(&mut rng),
            &setup,
            None,
            ke1,
            &v.input("credential_identifier"),
            params,
        )
        .unwrap();
        assert_eq!(answer.message.serialize().to_vec(), v.output("KE2"));
    }
    vectors.len()
}
