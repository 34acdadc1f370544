terraform {
  required_providers {
    helm = {
      source  = "hashicorp/helm"
      version = "~> 3.1"
    }
  }
}

resource "helm_release" "shop" {
  name      = "shop"
  namespace = "shop"
  chart     = "${path.module}/../helm/shop"

  # The provider brings a Helm 3 of its own: it wants an executable, on the machine that runs Terraform.
  postrender = {
    binary_path = "netpolish"
    args        = ["--report-file=netpolish.json"]
  }
}
